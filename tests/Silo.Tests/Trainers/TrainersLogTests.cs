using System.Text;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Silo.Tests.Trainers;

public sealed class TrainersLogTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("counterfactual-test-").FullName;

    private string LogPath => ExperimentLog.PathOf(directory, "sweep/1");

    [Fact]
    public void A_log_that_was_never_written_is_empty() => Assert.Equal("", ExperimentLog.Read(LogPath));

    [Fact]
    public void Attempts_write_on_in_one_log()
    {
        foreach (var line in (string[])["one\n", "two\n"])
        {
            using var log = new ExperimentLog(LogPath);
            log.Write(Encoding.UTF8.GetBytes(line));
        }

        Assert.Equal("one\ntwo\n", ExperimentLog.Read(LogPath));
    }

    [Fact]
    public void A_log_on_a_full_disk_loses_its_lines_and_nothing_else()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LogPath)!);
        File.CreateSymbolicLink(LogPath, "/dev/full");
        using var log = new ExperimentLog(LogPath);
        log.Write("lost"u8);
        log.Remark("lost as well");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(8191)]
    [InlineData(3_000_000)]
    public void Of_a_long_log_the_beginning_and_the_end_are_kept(int block)
    {
        const int Written = 20 << 20;
        var content = new byte[Written];
        for (var index = 0; index < Written; index++)
        {
            content[index] = (byte)('a' + (index / 1000 % 26));
        }

        for (var start = 0; start < Written; start += block)
        {
            // Attempts end and begin in the middle.
            using var log = new ExperimentLog(LogPath);
            for (var end = Math.Min(start + (50 * block), Written); start < end; start += block)
            {
                log.Write(content.AsSpan(start, Math.Min(block, Written - start)));
            }

            start -= block;
        }

        var kept = Encoding.UTF8.GetBytes(ExperimentLog.Read(LogPath));
        Assert.InRange(kept.Length, ExperimentLog.HeadBytes + ExperimentLog.TailBytes, ExperimentLog.HeadBytes
            + (2 * ExperimentLog.TailBytes) + 100);
        Assert.Equal(content.AsSpan(0, ExperimentLog.HeadBytes), kept.AsSpan(0, ExperimentLog.HeadBytes));
        Assert.Equal(content.AsSpan(Written - ExperimentLog.TailBytes), kept.AsSpan(kept.Length - ExperimentLog.TailBytes));
        Assert.InRange(
            Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length),
            1,
            ExperimentLog.HeadBytes + (2 * ExperimentLog.TailBytes));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
