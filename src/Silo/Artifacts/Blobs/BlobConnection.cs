using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace Counterfactual.Silo.Artifacts.Blobs;

/// <summary>
/// A container, reached with what the environment says: a connection string, else a shared access signature, else whatever
/// Azure.Identity's default chain finds (a workload's or machine's identity, AZURE_CLIENT_ID and its kin, az login).
/// </summary>
internal sealed class BlobConnection
{
    /// <summary>A connection string, with a key or a shared access signature. A secret.</summary>
    internal const string ConnectionString = "AZURE_STORAGE_CONNECTION_STRING";

    /// <summary>A shared access signature that may read, write, delete and list. A secret.</summary>
    internal const string SasToken = "AZURE_STORAGE_SAS_TOKEN";

    /// <summary>The account's blob endpoint where it is not that of the public cloud, as the Azure CLI calls it.</summary>
    internal const string Endpoint = "AZURE_STORAGE_SERVICE_ENDPOINT";

    /// <summary>The variables that hold secrets, which no trainer needs.</summary>
    internal static readonly IReadOnlyList<string> Secrets =
    [
        ConnectionString, SasToken, "AZURE_STORAGE_KEY", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD",
        "AZURE_PASSWORD",
    ];

    // Old enough for emulators and Azure Stack; nothing newer is needed.
    private const BlobClientOptions.ServiceVersion Version = BlobClientOptions.ServiceVersion.V2023_11_03;

    private readonly string credentials;

    /// <param name="address">The container.</param>
    /// <param name="environment">Gives the value of a variable of the environment.</param>
    /// <exception cref="ArtifactStoreException">A variable has a value that is none, or is for another account.</exception>
    internal BlobConnection(BlobAddress address, Func<string, string?> environment)
    {
        Address = address;
        try
        {
            if (environment(ConnectionString) is { Length: > 0 } connection)
            {
                credentials = ConnectionString;
                Container = new BlobContainerClient(connection, address.Container, Options());
            }
            else if (environment(SasToken) is { Length: > 0 } signature)
            {
                credentials = SasToken;
                Container = new BlobContainerClient(
                    UriOf(address, environment(Endpoint)), new AzureSasCredential(signature.Trim()), Options());
            }
            else
            {
                credentials = "";
                Container = new BlobContainerClient(
                    UriOf(address, environment(Endpoint)), new DefaultAzureCredential(), Options());
            }
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or InvalidOperationException)
        {
            // What the library says may repeat a part of the value.
            throw new ArtifactStoreException($"{address}: {credentials} has no value that can be used; expected {Expected()}");
        }

        if (Container.AccountName != address.Account)
        {
            throw new ArtifactStoreException(
                $"{address}: {(credentials == ConnectionString ? ConnectionString : Endpoint)} is for the account "
                + $"'{Container.AccountName}'; expected '{address.Account}'");
        }
    }

    internal BlobAddress Address { get; }

    internal BlobContainerClient Container { get; }

    /// <summary>Makes sure that the container can be listed; creates it where it is missing.</summary>
    /// <exception cref="ArtifactStoreException">It cannot be reached or used.</exception>
    internal Task CheckAsync(CancellationToken cancellation) => RunAsync(
        "cannot be listed",
        async () =>
        {
            try
            {
                await ListOneAsync(cancellation);
            }
            catch (RequestFailedException missing) when (missing.ErrorCode == "ContainerNotFound")
            {
                await Container.CreateIfNotExistsAsync(cancellationToken: cancellation);
            }

            return true;
        },
        cancellation);

    /// <summary>Makes requests; what goes wrong with the service, the network or the credentials is said in our words.</summary>
    /// <param name="what">What has not happened then, such as "cannot be listed".</param>
    /// <param name="requests">The requests.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArtifactStoreException">They failed.</exception>
    internal async Task<T> RunAsync<T>(string what, Func<Task<T>> requests, CancellationToken cancellation)
    {
        try
        {
            return await requests();
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested && Explain(failure) is { } reason)
        {
            throw new ArtifactStoreException($"{Address}: {what}: {reason}", failure);
        }
    }

    private static BlobClientOptions Options() => new(Version)
    {
        Retry =
        {
            Mode = RetryMode.Exponential,
            MaxRetries = 6,
            Delay = TimeSpan.FromSeconds(0.5),
            MaxDelay = TimeSpan.FromSeconds(15),
            NetworkTimeout = TimeSpan.FromSeconds(60),
        },
    };

    private static Uri UriOf(BlobAddress address, string? endpoint)
    {
        var account = endpoint is { Length: > 0 } ? endpoint.TrimEnd('/') : $"https://{address.Account}.blob.core.windows.net";
        return new($"{account}/{address.Container}");
    }

    private async Task ListOneAsync(CancellationToken cancellation)
    {
        var blobs = Container.GetBlobsAsync(new() { Prefix = Address.Prefix }, cancellation);
        await foreach (var _ in blobs.AsPages(pageSizeHint: 1))
        {
            return;
        }
    }

    /// <summary>
    /// What went wrong and what would be right; null where it is no failure of the service, network or credentials.
    /// </summary>
    private string? Explain(Exception failure) => failure switch
    {
        CredentialUnavailableException => $"no credentials were found; expected {Expected()}",
        AuthenticationFailedException => $"the credentials that were found cannot be used; expected {Expected()}",
        RequestFailedException { Status: 401 or 403, ErrorCode: var code } =>
            $"the service refuses {(credentials.Length > 0 ? credentials : "the identity that was found")} ({code}); "
            + "expected the right to read, write, delete and list blobs",
        RequestFailedException { Status: > 0 } answer => $"the service answers {answer.Status} ({answer.ErrorCode})",
        RequestFailedException { InnerException: { } network } => $"the service cannot be reached ({network.Message})",
        AggregateException { InnerExceptions: [.., var last] } => Explain(last),
        IOException => $"the connection was lost ({failure.Message})",
        OperationCanceledException => "the service does not answer in time",
        _ => null,
    };

    private string Expected() => credentials switch
    {
        ConnectionString => "a connection string as the Azure portal shows it, or UseDevelopmentStorage=true",
        SasToken => $"a shared access signature such as sv=...&sig=..., and in {Endpoint}, where it is set, an address",
        _ => $"{ConnectionString}, or {SasToken}, or an identity that Azure.Identity finds: 'az login', a managed or workload "
            + "identity, or AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET",
    };
}
