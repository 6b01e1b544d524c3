using System.Text;

namespace Counterfactual.Training.ZeroShot;

/// <summary>Reads the text files that a zero-shot head is made of: UTF-8, one entry a line, blanks around it left out.</summary>
public static class PromptFile
{
    /// <summary>Where a template takes the name of a class.</summary>
    public const string Placeholder = "{}";

    private const int LargestFile = 16 << 20;
    private const int MostLines = 100_000;
    private const int LongestLine = 1000;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>
    /// Names of classes in the order of their numbers. A name may be there more than once: two classes can be called alike.
    /// </summary>
    /// <exception cref="PromptFileException">The file cannot be read, or a line is empty or too long.</exception>
    public static IReadOnlyList<string> ReadClasses(string path) => Read(path, "a class name", _ => null);

    /// <summary>Prompt templates, each with <see cref="Placeholder"/> at least once.</summary>
    /// <exception cref="PromptFileException">The file cannot be read, or a line is empty,
    /// too long or without a placeholder.</exception>
    public static IReadOnlyList<string> ReadTemplates(string path) => Read(
        path, $"a template such as 'a photo of a {Placeholder}.'",
        line => line.Contains(Placeholder, StringComparison.Ordinal)
            ? null
            : $"the template '{line}' has no {Placeholder}, where the class name goes");

    private static List<string> Read(string path, string expected, Func<string, string?> fault)
    {
        // A last line ends with a line break too.
        var lines = ReadText(path).Split('\n');
        var count = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        if (count is < 1 or > MostLines)
        {
            throw new PromptFileException($"{path}: {count} lines; expected 1 to {MostLines}, each {expected}");
        }

        List<string> entries = [];
        for (var number = 1; number <= count; number++)
        {
            var entry = lines[number - 1].Trim();
            var wrong = entry.Length == 0 ? $"the line is empty; expected {expected}"
                : entry.Length > LongestLine ? $"the line has {entry.Length} characters; expected at most {LongestLine}"
                : fault(entry);
            entries.Add(wrong is null ? entry : throw new PromptFileException($"{path}:{number}: {wrong}"));
        }

        return entries;
    }

    private static string ReadText(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var content = new MemoryStream();
            var chunk = new byte[1 << 16];
            for (int count; (count = file.Read(chunk)) > 0;)
            {
                content.Write(chunk, 0, count);
                if (content.Length > LargestFile)
                {
                    throw new PromptFileException(
                        $"{path}: larger than {LargestFile >> 20} MiB; expected a text file, one entry a line");
                }
            }

            return StrictUtf8.GetString(content.GetBuffer(), 0, (int)content.Length).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new PromptFileException($"{path}: not UTF-8 text; save the file as UTF-8");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new PromptFileException($"{path}: cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
