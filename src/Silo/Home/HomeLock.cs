using System.Globalization;

namespace Counterfactual.Silo.Home;

/// <summary>The lock that the one silo of a home holds. It ends with its process, however that ends.</summary>
internal sealed class HomeLock : IDisposable
{
    private readonly FileStream file;

    private HomeLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock; null where another silo holds it.</summary>
    /// <exception cref="SiloHomeException">The lock file cannot be opened for another reason.</exception>
    internal static HomeLock? TryTake(SiloHome home)
    {
        FileStream file;
        try
        {
            // FileShare.None is an exclusive flock: the kernel releases it when the process dies.
            file = new FileStream(home.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(home.Lock))
        {
            return null;
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new SiloHomeException($"cannot lock {home.Lock}: {denied.Message}", denied);
        }

        // Beside the lock file, which nobody else can open while it is locked.
        File.WriteAllText(home.ProcessFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new HomeLock(file);
    }

    /// <summary>Who holds the lock, for messages: <c>process 123</c>.</summary>
    internal static string DescribeHolder(SiloHome home)
    {
        try
        {
            return int.TryParse(File.ReadAllText(home.ProcessFile), CultureInfo.InvariantCulture, out var process)
                ? $"process {process}" : "another process";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }

    public void Dispose() => file.Dispose();
}
