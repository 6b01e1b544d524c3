using System.Text;
using Counterfactual.Silo.Hosting;
using Counterfactual.Silo.Sweeps.Settings;
using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps;

/// <summary>A sweep as its author writes it: YAML with settings, a grid of lists to cross, extra points and seeds.</summary>
public static class SweepFile
{
    /// <summary>Bytes that a sweep file may have.</summary>
    public const int LargestFile = 1 << 20;

    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads and expands a sweep file of the local disk.</summary>
    /// <param name="path">The file; models that it names are found relative to it.</param>
    /// <param name="overrides">Edits <c>path=value</c>, made in order before anything is read.</param>
    /// <param name="registry">See <see cref="Parse"/>.</param>
    /// <exception cref="SweepFileException">The file cannot be read, or something is wrong in it or in the overrides.</exception>
    public static SweepPlan Load(string path, IReadOnlyList<string>? overrides = null, SweepRegistry? registry = null) =>
        Parse(ReadText(path), path, overrides, registry);

    /// <summary>The text of a sweep file of the local disk.</summary>
    /// <exception cref="SweepFileException">
    /// The file cannot be read, is larger than <see cref="LargestFile"/>, or is not UTF-8.
    /// </exception>
    public static string ReadText(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new SweepFileException([new(path, "a directory; expected a sweep file")]);
            }

            using var file = Linux.OpenWithoutWaiting(path);
            if (!file.CanSeek)
            {
                throw new SweepFileException([new(path, "not a regular file; expected a sweep file")]);
            }

            var bytes = new byte[LargestFile + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= LargestFile ? Decode(bytes.AsSpan(0, length), path) : throw TooLarge(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SweepFileException([new(path, "no such file; expected a sweep file")]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SweepFileException([new(path, $"cannot be read: {exception.Message}")]);
        }
    }

    /// <summary>Expands a sweep file's text.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="fileName">The file's name as its author knows it; models that it names are found relative to it.</param>
    /// <param name="overrides">Edits <c>path=value</c>, made in order before anything is read.</param>
    /// <param name="registry">
    /// What registered names stand for. Null to take them unseen: such a plan can be looked at, but its experiments cannot run.
    /// </param>
    /// <exception cref="SweepFileException">Something is wrong in the file or in the overrides: all of it, in order.</exception>
    public static SweepPlan Parse(
        string text, string fileName, IReadOnlyList<string>? overrides = null, SweepRegistry? registry = null)
    {
        if (text.Length > LargestFile)
        {
            throw TooLarge(fileName);
        }

        if (fileName.Length == 0 || fileName.Contains('\0'))
        {
            throw new SweepFileException([new("sweep file", "its name is missing or not that of a file")]);
        }

        var edited = (overrides ?? [])
            .Select(SweepOverride.Parse)
            .Aggregate(new SweepText(fileName, text.TrimStart('\uFEFF')), OverrideEditor.Apply);
        SweepFileErrors errors = new(edited);
        var directory = Path.GetDirectoryName(Path.GetFullPath(fileName))!;
        SettingCatalogue catalogue = new(new ModelFiles(directory, registry), new DatasetNames(registry?.Datasets));
        var contents = SweepFileReader.Read(YamlReader.Read(edited, errors), catalogue, errors);
        var experiments = new SweepPlanner(contents, catalogue, edited, errors).Plan();
        errors.ThrowIfAny();
        return new()
        {
            Name = contents.Name,
            FileName = fileName,
            Text = edited.Content,
            Experiments = experiments,
            MaxAttempts = contents.MaxAttempts,
            Priority = contents.Priority,
            MaxConcurrent = contents.MaxConcurrent,
            Rules = new() { HangTimeout = contents.Resources.HangTimeout, EarlyStopping = contents.Search.EarlyStopping },
        };
    }

    private static string Decode(ReadOnlySpan<byte> bytes, string path)
    {
        try
        {
            return _strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            var before = bytes[..Math.Max(exception.Index, 0)];
            var line = before.Count((byte)'\n') + 1;
            var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
            throw new SweepFileException([new($"{path}:{line}:{column}", "not UTF-8 text; save the file as UTF-8")]);
        }
    }

    private static SweepFileException TooLarge(string fileName) =>
        new([new(fileName, $"larger than {LargestFile / 1024 / 1024} MiB; expected a sweep file")]);
}
