namespace Counterfactual.Training.Data.Datasets;

/// <summary>Names of classes in a text file, one a line, in the order of their numbers.</summary>
public static class ClassNames
{
    private const long MaximumBytes = 16 << 20;

    /// <summary>Reads the names; white space around them is dropped.</summary>
    /// <exception cref="DatasetException">A line is empty or a name stands there twice; the message says where.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static IReadOnlyList<string> Load(string path)
    {
        if (new FileInfo(path).Length > MaximumBytes)
        {
            throw new DatasetException($"{path}: more than {MaximumBytes} bytes; expected names of classes, one a line");
        }

        var names = File.ReadAllLines(path).Select(line => line.Trim()).ToList();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var line = 1; line <= names.Count; line++)
        {
            if (names[line - 1].Length == 0)
            {
                throw new DatasetException($"{path}:{line}: empty; expected the name of class {line - 1}");
            }

            if (!lines.TryAdd(names[line - 1], line))
            {
                throw new DatasetException(
                    $"{path}:{line}: class '{names[line - 1]}' stands in line {lines[names[line - 1]]} already");
            }
        }

        return names.Count > 0 ? names : throw new DatasetException($"{path}: empty; expected names of classes, one a line");
    }
}
