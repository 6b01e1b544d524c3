using System.ComponentModel;
using System.Globalization;
using Counterfactual.Silo.Hosting;
using Microsoft.Win32.SafeHandles;

namespace Counterfactual.Silo.Home;

/// <summary>The lock that the one silo of a home holds. It ends with its process, however that ends.</summary>
internal sealed class HomeLock : IDisposable
{
    private readonly SafeFileHandle file;

    private HomeLock(SafeFileHandle file) => this.file = file;

    /// <summary>Takes the lock; null where another silo holds it.</summary>
    /// <exception cref="SiloHomeException">The home cannot be locked for another reason.</exception>
    internal static HomeLock? TryTake(SiloHome home)
    {
        SafeFileHandle? file = null;
        try
        {
            // .NET's own locks are no help: it leaves them out on network file systems.
            file = Linux.OpenEnd(home.Lock);
            if (!Linux.TryLock(file))
            {
                file.Dispose();
                return null;
            }

            File.WriteAllText(home.ProcessFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new HomeLock(file);
        }
        catch (Exception denied) when (denied is Win32Exception or IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new SiloHomeException($"cannot lock {home.Lock}: {denied.Message}", denied);
        }
    }

    /// <summary>What to say where the lock is taken.</summary>
    internal static SiloHomeException Taken(SiloHome home) =>
        new($"{home.Root} has a silo already, {DescribeHolder(home)}; expected a home without one");

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
