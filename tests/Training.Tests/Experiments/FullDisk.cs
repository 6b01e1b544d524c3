using System.Diagnostics;
using System.Globalization;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Tests.Data;

namespace Counterfactual.Training.Tests.Experiments;

/// <summary>
/// An experiment whose checkpoints go to a disk with room for one: a file system of its own that only its process sees.
/// </summary>
internal static class FullDisk
{
    public static ExperimentSettings Settings(string model) => TinyStudy.Methods(model).Skip(1).First();

    /// <summary>Whether this process may mount file systems for its children.</summary>
    public static bool IsPossible()
    {
        using var mount = Process.Start(InOwnFileSystem(Path.GetTempPath(), 4096, "true"))!;
        mount.WaitForExit();
        return mount.ExitCode == 0;
    }

    /// <summary>The error that ends the experiment, and what is then on the disk, copied from it.</summary>
    public static (string Said, string[] Kept) RunInChild(string model, string cacheDirectory, string keptDirectory, long bytes)
    {
        var disk = Directory.CreateDirectory(keptDirectory + "-disk").FullName;
        using var child = Process.Start(InOwnFileSystem(
            disk, bytes, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec",
            typeof(FullDisk).Assembly.Location, "full-disk", model, cacheDirectory, disk, keptDirectory))!;
        var said = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return (said, Directory.GetFiles(keptDirectory));
    }

    /// <summary>What the child does.</summary>
    public static string Run(string model, string cacheDirectory, string disk, string keptDirectory)
    {
        try
        {
            using var observer = new RecordingObserver();
            ExperimentRunner.Run(
                Settings(model), new() { CacheDirectory = cacheDirectory, CheckpointDirectory = disk }, observer,
                CancellationToken.None);
            return "no error";
        }
        catch (ExperimentException error)
        {
            Directory.CreateDirectory(keptDirectory);
            foreach (var file in Directory.GetFiles(disk))
            {
                File.Copy(file, Path.Combine(keptDirectory, Path.GetFileName(file)));
            }

            return $"{error.Fault}: {error.Message}";
        }
    }

    private static ProcessStartInfo InOwnFileSystem(string directory, long bytes, params string[] command)
    {
        const string Script = "mount -t tmpfs -o size=$1 tmpfs \"$0\" && shift && exec \"$@\"";
        return new(
            "unshare",
            [
                "--user", "--map-root-user", "--mount", "sh", "-c", Script, directory,
                bytes.ToString(CultureInfo.InvariantCulture),
                .. command,
            ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
    }
}

/// <summary>A test that needs Fashion-MNIST and a small file system of its own.</summary>
internal sealed class FullDiskFactAttribute : FashionMnistFactAttribute
{
    public FullDiskFactAttribute()
    {
        if (Skip is null && !FullDisk.IsPossible())
        {
            Skip = "this system lets no unprivileged process mount a file system of its own (unshare --user --mount)";
        }
    }
}
