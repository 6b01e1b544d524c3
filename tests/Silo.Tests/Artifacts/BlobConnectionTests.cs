using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Artifacts.Blobs;
using Counterfactual.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Counterfactual.Silo.Tests.Artifacts;

[Collection(AzuriteCollection.Name)]
public sealed class BlobConnectionTests(AzuriteCollection.Fixture azurite) : IDisposable
{
    private const string Rest = "AccountName=study;BlobEndpoint=ENDPOINT";
    private const string WrongKey = "d3Jvbmcta2V5LXRoYXQtbXVzdC1uZXZlci1iZS1zZWVu";

    private readonly BlobAddress address = new(AzuriteServer.Account, $"test-{Guid.NewGuid():N}", "");
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("counterfactual-test-");

    public void Dispose() => directory.Delete(recursive: true);

    [Theory]
    [InlineData("azblob://research/artifacts", "research", "artifacts", "")]
    [InlineData("azblob://research/artifacts/", "research", "artifacts", "")]
    [InlineData("azblob://devstoreaccount1/a-1/b/c.d", "devstoreaccount1", "a-1", "b/c.d/")]
    public void An_address_names_account_container_and_prefix(string text, string account, string container, string prefix)
    {
        var location = Assert.IsType<ArtifactLocation.Blobs>(ArtifactLocation.Parse(text));
        Assert.Equal(new(account, container, prefix), location.Address);
        Assert.Equal(location, ArtifactLocation.Parse(location.ToString()));
    }

    [Theory]
    [InlineData("azblob://research", "names no container")]
    [InlineData("azblob://research/", "names no container")]
    [InlineData("azblob:///container", "'' is no storage account")]
    [InlineData("azblob://Research/container", "'Research' is no storage account")]
    [InlineData("azblob://user:secret@host/container", "is no storage account")]
    [InlineData("azblob://research/Container", "'Container' is no container")]
    [InlineData("azblob://research/a--b", "'a--b' is no container")]
    [InlineData("azblob://research/con", null)]
    [InlineData("azblob://research/container/../other", "'../other' is no prefix")]
    [InlineData("azblob://research/container/a//b", "'a//b' is no prefix")]
    [InlineData("https://research.blob.core.windows.net/container?sig=abc", "expected a directory, azblob://ACCOUNT/CONTAINER")]
    public void An_address_of_another_form_is_refused_with_what_would_be_right(string text, string? problem)
    {
        if (problem is null)
        {
            ArtifactLocation.Parse(text);
            return;
        }

        var refused = Assert.Throws<FormatException>(() => ArtifactLocation.Parse(text));
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=abc", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_access_signature_for_the_container_is_enough_where_the_container_is_there()
    {
        var missing = await RefusedAsync((BlobConnection.SasToken, await SignatureAsync(create: false)), Endpoint());
        Assert.Contains(address.ToString(), missing, StringComparison.Ordinal);

        var signature = await SignatureAsync(create: true);
        var store = await OpenAsync((BlobConnection.SasToken, signature), Endpoint());
        var source = Path.Combine(directory.FullName, "source");
        await File.WriteAllTextAsync(source, "content");
        var artifact = await store.PutAsync("a", source);
        Assert.Equal("content", await File.ReadAllTextAsync(await store.GetAsync(artifact)));
        await store.SetAsideAsync("a");
        Assert.True(await store.RemoveAsync(Assert.Single(await store.ListAsync().ToListAsync())));
    }

    [Theory]
    [InlineData("AccountKey=" + WrongKey + ";" + Rest, "the service refuses AZURE_STORAGE_CONNECTION_STRING")]
    [InlineData("AccountKey=not-base-64!;" + Rest, "expected a connection string as the Azure portal shows")]
    [InlineData("nonsense", "expected a connection string as the Azure portal shows")]
    [InlineData("UseDevelopmentStorage=true", "is for the account 'devstoreaccount1'; expected 'study'")]
    public async Task A_wrong_connection_string_is_refused_with_what_would_be_right_and_never_shown(
        string connection, string problem)
    {
        var value = connection.Replace("ENDPOINT", azurite.Server.Endpoint.ToString(), StringComparison.Ordinal);
        var message = await RefusedAsync((BlobConnection.ConnectionString, value));
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.DoesNotContain(WrongKey, message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-base-64", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_signature_or_a_wrong_endpoint_is_refused_with_what_would_be_right_and_never_shown()
    {
        var signature = await SignatureAsync(create: true);
        await OpenAsync((BlobConnection.SasToken, signature), Endpoint());
        var forged = signature.Replace("sig=", "sig=AAAA", StringComparison.Ordinal);
        var wrong = await RefusedAsync((BlobConnection.SasToken, forged), Endpoint());
        Assert.Contains("the service refuses AZURE_STORAGE_SAS_TOKEN", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", wrong, StringComparison.Ordinal);
        var elsewhere = azurite.Server.Endpoint.ToString().Replace("/study", "/other", StringComparison.Ordinal);
        var other = await RefusedAsync((BlobConnection.SasToken, signature), (BlobConnection.Endpoint, elsewhere));
        Assert.Contains(
            "AZURE_STORAGE_SERVICE_ENDPOINT is for the account 'other'; expected 'study'", other, StringComparison.Ordinal);
    }

    private (string, string) Endpoint() => (BlobConnection.Endpoint, azurite.Server.Endpoint.ToString());

    /// <summary>A signature for everything that a store does in the container, and perhaps for creating it.</summary>
    private async Task<string> SignatureAsync(bool create)
    {
        var container = new BlobContainer(azurite.Server).Raw.GetParentBlobServiceClient();
        if (create)
        {
            await container.GetBlobContainerClient(address.Container).CreateIfNotExistsAsync();
        }

        return container.GetBlobContainerClient(address.Container)
            .GenerateSasUri(
                BlobContainerSasPermissions.Read | BlobContainerSasPermissions.Write | BlobContainerSasPermissions.Create
                | BlobContainerSasPermissions.Delete | BlobContainerSasPermissions.List,
                DateTimeOffset.UtcNow.AddHours(1)).Query.TrimStart('?');
    }

    private async Task<string> RefusedAsync(params (string Name, string Value)[] environment) =>
        (await Assert.ThrowsAsync<ArtifactStoreException>(() => OpenAsync(environment))).Message;

    private async Task<BlobArtifactStore> OpenAsync(params (string Name, string Value)[] environment)
    {
        var connection = new BlobConnection(address, name => environment.FirstOrDefault(variable => variable.Name == name).Value);
        await connection.CheckAsync(default);
        return new(connection, directory.FullName, new BlobStoreOptions(), NullLogger.Instance);
    }
}
