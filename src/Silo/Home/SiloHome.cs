using System.Globalization;
using Counterfactual.Silo.Models;

namespace Counterfactual.Silo.Home;

/// <summary>
/// A home directory: the database, the artifacts, the caches and the socket of the one silo that runs there. Only its owner
/// may enter it (mode 0700).
/// </summary>
public sealed class SiloHome
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string PrivatePrefix = "answers-";
    private static int privateSockets;

    private SiloHome(string root) => Root = root;

    /// <summary>
    /// Where the home is unless said otherwise: <c>$COUNTERFACTUAL_HOME</c>, <c>$XDG_DATA_HOME/counterfactual</c>, or
    /// <c>~/.local/share/counterfactual</c>.
    /// </summary>
    public static string DefaultPath
    {
        get
        {
            if (Environment.GetEnvironmentVariable("COUNTERFACTUAL_HOME") is { Length: > 0 } home)
            {
                return home;
            }

            var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
            if (string.IsNullOrEmpty(data) || !Path.IsPathRooted(data))
            {
                data = Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
                    ".local", "share");
            }

            return Path.Combine(data, "counterfactual");
        }
    }

    /// <summary>Absolute path of the home.</summary>
    public string Root { get; }

    /// <summary>The database.</summary>
    public string Database => Path.Combine(Root, "counterfactual.db");

    /// <summary>The socket on which the silo of this home answers.</summary>
    public string Socket => Path.Combine(Root, "silo.sock");

    /// <summary>The file that the silo of this home holds locked.</summary>
    public string Lock => Path.Combine(Root, "silo.lock");

    /// <summary>The process id of the silo that last locked the home; for messages only.</summary>
    public string ProcessFile => Path.Combine(Root, "silo.pid");

    /// <summary>Checkpoints and models.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>The files of registered models and their heads, among the artifacts.</summary>
    public string Models => Path.Combine(Artifacts, ModelLibrary.Folder);

    /// <summary>Decoded shards; can be deleted while no silo runs.</summary>
    public string Cache => Path.Combine(Root, "cache");

    /// <summary>Copies of artifacts that lie elsewhere; can be deleted while no silo runs.</summary>
    public string Downloads => Path.Combine(Root, "downloads");

    /// <summary>Logs of the silo and of the experiments.</summary>
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Report files, one directory a sweep.</summary>
    public string Reports => Path.Combine(Root, "reports");

    /// <summary>Where running experiments write before their files are safe elsewhere; emptied when a silo starts.</summary>
    public string Work => Path.Combine(Root, "work");

    /// <summary>Opens the home at <paramref name="path"/>, creating what is missing.</summary>
    /// <param name="path">Its directory; null for <see cref="DefaultPath"/>.</param>
    /// <exception cref="SiloHomeException">The directory cannot be created or written.</exception>
    public static SiloHome Open(string? path = null)
    {
        var home = new SiloHome(Path.GetFullPath(string.IsNullOrEmpty(path) ? DefaultPath : path));
        try
        {
            if (!Directory.Exists(home.Root))
            {
                Directory.CreateDirectory(home.Root, OwnerOnly);
            }

            File.SetUnixFileMode(home.Root, OwnerOnly);
            foreach (var directory in (string[])[home.Artifacts, home.Cache, home.Logs, home.Reports, home.Work])
            {
                Directory.CreateDirectory(directory, OwnerOnly);
            }
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new SiloHomeException(
                $"cannot use {home.Root} as home directory: {denied.Message.TrimEnd('.')}; expected a directory that you own and "
                + "can write (another can be named with --home DIR)",
                denied);
        }

        return home;
    }

    /// <summary>Tells this home from every other, wherever they are. To be called under the home's lock.</summary>
    internal string Identity()
    {
        var file = Path.Combine(Root, "silo.id");
        if (!File.Exists(file))
        {
            var written = file + ".tmp";
            File.WriteAllText(written, Guid.NewGuid().ToString("N"));
            File.Move(written, file, overwrite: true);
        }

        return File.ReadAllText(file);
    }

    /// <summary>A socket of its own for a silo of this process that only answers.</summary>
    internal string PrivateSocket() => Path.Combine(
        Root,
        string.Create(CultureInfo.InvariantCulture,
            $"{PrivatePrefix}{Environment.ProcessId}-{Interlocked.Increment(ref privateSockets)}.sock"));

    /// <summary>Removes what silos left behind that were killed. To be called under the home's lock.</summary>
    internal void Clean()
    {
        File.Delete(Socket);
        foreach (var socket in Directory.EnumerateFiles(Root, PrivatePrefix + "*"))
        {
            var owner = Path.GetFileName(socket)[PrivatePrefix.Length..].Split('-')[0];
            if (!Directory.Exists($"/proc/{owner}"))
            {
                File.Delete(socket);
            }
        }

        foreach (var directory in Directory.EnumerateDirectories(Work))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
