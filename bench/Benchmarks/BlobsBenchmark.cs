using System.Diagnostics;
using System.Globalization;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Artifacts.Blobs;
using Counterfactual.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Counterfactual.Benchmarks;

/// <summary>
/// A checkpoint to the emulator of Azure Blob Storage and back, with checksums, beside plain copies of the same bytes to and from
/// the same emulator by turns: one PUT, four blocks at a time, one GET.
/// </summary>
internal static class BlobsBenchmark
{
    private const double Megabyte = 1e6;

    public static async Task<int> RunAsync(string[] arguments, Figures figures)
    {
        var (megabytes, rounds) = arguments switch
        {
            [] => (500, 3),
            [var size, var count] when int.TryParse(size, CultureInfo.InvariantCulture, out var parsedSize)
                && int.TryParse(count, CultureInfo.InvariantCulture, out var parsedCount) => (parsedSize, parsedCount),
            _ => (0, 0),
        };
        if (megabytes < 1 || rounds < 1)
        {
            await Console.Error.WriteLineAsync("usage: Benchmarks blobs [MEGABYTES ROUNDS]   (500 and 3)");
            return 2;
        }

        var directory = Directory.CreateTempSubdirectory("counterfactual-blobs-");
        await using var server = await AzuriteServer.StartAsync();
        try
        {
            await MeasureAsync(figures, server, directory.FullName, megabytes, rounds);
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(
        Figures figures, AzuriteServer server, string directory, int megabytes, int rounds)
    {
        var file = Path.Combine(directory, "checkpoint");
        WriteRandom(file, megabytes);
        var connection = new BlobConnection(
            new(AzuriteServer.Account, "artifacts", ""),
            name => name == BlobConnection.ConnectionString ? server.ConnectionString : null);
        await connection.CheckAsync(default);
        using var plain = new PlainBlobCopy(connection.Container);
        var options = new BlobStoreOptions();
        List<double> put = [], ours = [], blocks = [], get = [], fetched = [];
        for (var round = 0; round < rounds; round++)
        {
            // Each round has names and directories of its own: nothing is found there already.
            var taken = Path.Combine(directory, "taken");
            File.Copy(file, taken);
            var store = new BlobArtifactStore(
                connection, Path.Combine(directory, $"downloads-{round}"), options, NullLogger.Instance);
            ArtifactReference artifact = null!;
            put.Add(await SecondsAsync(() => plain.PutAsync($"put-{round}", file)));
            ours.Add(await SecondsAsync(async () => artifact = await store.PutAsync($"ours-{round}", taken)));
            blocks.Add(await SecondsAsync(() => plain.PutBlocksAsync(
                $"blocks-{round}", file, options.BlockBytes, options.Parallel)));
            get.Add(await SecondsAsync(() => plain.GetAsync($"put-{round}", Path.Combine(directory, "got"))));
            fetched.Add(await SecondsAsync(() => store.GetAsync(artifact)));
        }

        figures.Condition($"a file of {megabytes} MB to Azurite on this machine and back, by turns");
        Add("up, one PUT", put, "one PUT", put);
        Add("up, plain blocks", blocks, "one PUT", put);
        Add("up, checked (ours)", ours, "one PUT", put);
        Add("down, one GET", get, "one GET", get);
        Add("down, checked (ours)", fetched, "one GET", get);

        void Add(string name, List<double> seconds, string reference, List<double> plainSeconds)
        {
            Sample speed = new(seconds.Select(each => megabytes / each));
            figures.Add(Figure.Of(name, "MB/s", speed)
                .Beside(reference, speed, new(plainSeconds.Select(each => megabytes / each))));
        }
    }

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    private static void WriteRandom(string path, int megabytes)
    {
        var random = new Random(0);
        var chunk = new byte[(int)Megabyte];
        using var stream = File.Create(path);
        for (var written = 0; written < megabytes; written++)
        {
            random.NextBytes(chunk);
            stream.Write(chunk);
        }
    }
}
