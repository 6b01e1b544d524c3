using System.Diagnostics;
using System.Security.Cryptography;

namespace Counterfactual.Tests;

/// <summary>
/// Azurite, the emulator of Azure Blob Storage, with one account and a key of its own. It ends with this process, however this
/// process ends: a shell that waits on our standard output stops it and removes its files.
/// </summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    /// <summary>The storage account.</summary>
    public const string Account = "study";

    private const string Listens = "successfully listens on ";

    // Standard input ends when this process does.
    private const string Script = """
        directory=$(mktemp -d /tmp/counterfactual-azurite-XXXXXX) || exit 1
        node "$1" --location "$directory" --blobHost "$2" --blobPort 0 --silent --disableTelemetry \
            --disableProductStyleUrl </dev/null &
        server=$!
        while read -r line; do :; done
        kill $server
        wait $server
        rm -rf "$directory"
        """;

    private readonly Process shell;
    private readonly Task errors;

    private AzuriteServer(Process shell, Uri endpoint, string key)
    {
        this.shell = shell;
        Endpoint = new Uri(endpoint, Account);
        Key = key;
        errors = Task.WhenAll(shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
    }

    /// <summary>Where the account answers.</summary>
    public Uri Endpoint { get; }

    /// <summary>The account's key.</summary>
    public string Key { get; }

    /// <summary>What a silo needs to use the account.</summary>
    public string ConnectionString => ConnectionStringTo(Endpoint);

    /// <summary>Starts one.</summary>
    /// <param name="host">The address to listen on.</param>
    /// <param name="within">A command, and its arguments, that starts programs where this is to run; none for here.</param>
    /// <exception cref="InvalidOperationException">It is not installed, or did not start.</exception>
    public static async Task<AzuriteServer> StartAsync(string host = "127.0.0.1", params string[] within)
    {
        var program = Path.Combine(
            Root(AppContext.BaseDirectory), "artifacts/npm/node_modules/azurite/dist/src/blob/main.js");
        if (!File.Exists(program))
        {
            throw new InvalidOperationException($"{program} is not there; run eng/install-node-packages (./test does)");
        }

        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        string[] command = [.. within, "sh", "-c", Script, "sh", program, host];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{key}";
        var shell = Process.Start(start)!;
        while (await shell.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Listens, StringComparison.Ordinal) is var at and >= 0)
            {
                return new AzuriteServer(shell, new Uri(line[(at + Listens.Length)..] + "/"), key);
            }
        }

        throw new InvalidOperationException($"Azurite did not start: {await shell.StandardError.ReadToEndAsync()}");
    }

    /// <summary>A connection string for the account by way of another address, such as a proxy's.</summary>
    public string ConnectionStringTo(Uri endpoint) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={endpoint};";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        await errors;
        shell.Dispose();
    }

    private static string Root(string directory) =>
        File.Exists(Path.Combine(directory, "Counterfactual.slnx")) ? directory : Root(Path.GetDirectoryName(directory)!);
}
