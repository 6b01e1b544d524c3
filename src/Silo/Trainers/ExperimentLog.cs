using System.Globalization;
using System.Text;

namespace Counterfactual.Silo.Trainers;

/// <summary>
/// The log of one experiment over all its attempts. It is capped: the first part is kept, and of the rest the last, so that no
/// run fills a disk. Where it cannot be written (a full disk, a directory that is not ours), its lines are lost and nothing else
/// is: an experiment is worth more than its log.
/// </summary>
internal sealed class ExperimentLog : IDisposable
{
    /// <summary>Bytes kept from the beginning.</summary>
    internal const int HeadBytes = 512 << 10;

    /// <summary>Bytes kept from the end: at least this many, at most twice as many.</summary>
    internal const int TailBytes = 512 << 10;

    private readonly Lock gate = new();
    private readonly string path;
    private FileStream? file;
    private bool inTail;

    /// <param name="path">The log file, see <see cref="PathOf"/>; written on where it is there already.</param>
    internal ExperimentLog(string path)
    {
        this.path = path;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            inTail = File.Exists(Tail(path)) || (File.Exists(path) && new FileInfo(path).Length >= HeadBytes);
            file = OpenEnd(inTail ? Tail(path) : path);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            file = null;
        }
    }

    /// <summary>Where the log of an experiment is.</summary>
    /// <param name="logs">The directory of logs.</param>
    /// <param name="experiment">Key of an experiment that exists: its sweep's id is a plain name.</param>
    internal static string PathOf(string logs, string experiment) => Path.Combine(logs, "experiments", experiment + ".log");

    /// <summary>The whole log as far as it is kept; empty where there is none.</summary>
    internal static string Read(string path)
    {
        var text = new StringBuilder(ReadFile(path));
        if (File.Exists(OlderTail(path)))
        {
            text.Append("\n[... here the log was capped: lines may be missing ...]\n").Append(ReadFile(OlderTail(path)));
        }

        return text.Append(ReadFile(Tail(path))).ToString();
    }

    /// <summary>Appends what the trainer wrote.</summary>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (file is null)
            {
                return;
            }

            try
            {
                while (file.Length + bytes.Length > Limit)
                {
                    var fits = (int)Math.Max(Limit - file.Length, 0);
                    file.Write(bytes[..fits]);
                    bytes = bytes[fits..];
                    file = StartTail(file);
                }

                file.Write(bytes);
            }
            catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
            {
                Close();
            }
        }
    }

    /// <summary>Appends a remark of the silo's own.</summary>
    internal void Remark(string text) =>
        Write(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"[{DateTime.UtcNow:yyyy-MM-dd HH:mm:ss}Z] {text}\n")));

    public void Dispose()
    {
        lock (gate)
        {
            Close();
        }
    }

    private void Close()
    {
        file?.Dispose();
        file = null;
    }

    private int Limit => inTail ? TailBytes : HeadBytes;

    private FileStream StartTail(FileStream full)
    {
        full.Dispose();
        if (inTail)
        {
            File.Move(Tail(path), OlderTail(path), overwrite: true);
        }

        inTail = true;
        return OpenEnd(Tail(path));
    }

    private static string Tail(string path) => path + ".tail";

    private static string OlderTail(string path) => path + ".older-tail";

    private static FileStream OpenEnd(string path) =>
        new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private static string ReadFile(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }
}
