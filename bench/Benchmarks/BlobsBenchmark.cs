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

    public static async Task<int> RunAsync(string[] arguments)
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
            await MeasureAsync(server, directory.FullName, megabytes, rounds);
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(AzuriteServer server, string directory, int megabytes, int rounds)
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

        Print("up, one PUT", put, put, megabytes);
        Print("up, plain blocks", blocks, put, megabytes);
        Print("up, checked (ours)", ours, put, megabytes);
        Print("down, one GET", get, get, megabytes);
        Print("down, checked (ours)", fetched, get, megabytes);
    }

    private static void Print(string what, List<double> seconds, List<double> reference, int megabytes) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-21} {megabytes * Megabyte / 1e6 / Median(seconds),7:F0} MB/s   of plain: "
            + $"{Median(reference) / Median(seconds):F2}   rounds: {string.Join(", ", seconds.Select(each => $"{each:F2} s"))}"));

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

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
