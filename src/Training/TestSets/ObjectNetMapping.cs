using System.Text.Json;
using System.Text.Json.Serialization;

namespace Counterfactual.Training.TestSets;

/// <summary>
/// Which ImageNet classes each of ObjectNet's folders stands for, from the files in the <c>mappings</c> directory of its archive.
/// </summary>
public sealed class ObjectNetMapping
{
    private const string FolderLabels = "folder_to_objectnet_label.json";
    private const string ImageNetNames = "objectnet_to_imagenet_1k.json";
    private const string ImageNetIds = "pytorch_to_imagenet_2012_id.json";
    private const string NamesById = "imagenet_to_label_2012_v2";
    private const long MaximumBytes = 1 << 20;

    /// <summary>A mapping that was read before.</summary>
    /// <param name="classes">The ImageNet classes that each folder stands for.</param>
    /// <param name="imageNetClasses">Number of ImageNet classes.</param>
    /// <exception cref="TestSetException">A folder stands for a class that ImageNet has not.</exception>
    public ObjectNetMapping(IReadOnlyDictionary<string, IReadOnlyList<int>> classes, int imageNetClasses)
    {
        ArgumentNullException.ThrowIfNull(classes);
        foreach (var (folder, numbers) in classes)
        {
            if (numbers.Any(number => number < 0 || number >= imageNetClasses))
            {
                throw new TestSetException(
                    $"ObjectNet's folder '{folder}' stands for a class beyond the {imageNetClasses} of ImageNet");
            }
        }

        Classes = classes;
        ImageNetClasses = imageNetClasses;
    }

    /// <summary>The ImageNet classes that each folder stands for.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> Classes { get; }

    /// <summary>Number of ImageNet classes that the files know.</summary>
    public int ImageNetClasses { get; }

    /// <summary>The folders that stand for ImageNet classes.</summary>
    [JsonIgnore]
    public IEnumerable<string> Folders => Classes.Keys;

    /// <summary>Reads the four files.</summary>
    /// <exception cref="TestSetException">One of them is damaged, or they contradict each other.</exception>
    /// <exception cref="IOException">One of them is missing or cannot be read.</exception>
    public static ObjectNetMapping Load(string directory)
    {
        var folderOfLabel = Invert(ReadTable(directory, FolderLabels, Text), FolderLabels);
        var classOfId = Invert(ReadTable(directory, ImageNetIds, value => value.GetInt32()), ImageNetIds);
        var classOfName = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (id, name) in ReadLimited(directory, NamesById, File.ReadAllLines).Select((line, id) => (id, line.Trim())))
        {
            classOfName[name] = classOfId.TryGetValue(id, out var number) && int.TryParse(number, out var parsed) && parsed >= 0
                && parsed < classOfId.Count
                ? parsed
                : throw new TestSetException($"{NamesById}:{id + 1}: {ImageNetIds} has no class with the id {id}");
        }

        var classes = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);
        foreach (var (label, names) in ReadTable(directory, ImageNetNames, Text))
        {
            var folder = folderOfLabel.TryGetValue(label, out var found)
                ? found
                : throw new TestSetException($"{ImageNetNames}: {FolderLabels} has no folder with the label '{label}'");
            classes[folder] = names.Split("; ").Select(name => classOfName.TryGetValue(name, out var number)
                ? number
                : throw new TestSetException($"{ImageNetNames}: {NamesById} has no class '{name}' for '{label}'")).ToArray();
        }
        return new ObjectNetMapping(classes, classOfId.Count);
    }

    /// <summary>The ImageNet classes of a folder; none where ImageNet has no such thing.</summary>
    public IReadOnlyList<int> ClassesOf(string folder) => Classes.TryGetValue(folder, out var found) ? found : [];

    private static string Text(JsonElement value) => value.GetString() ?? throw new FormatException("a value is null");

    private static Dictionary<string, T> ReadTable<T>(string directory, string file, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(ReadLimited(directory, file, File.ReadAllBytes));
            return document.RootElement.EnumerateObject()
                .ToDictionary(entry => entry.Name, entry => read(entry.Value), StringComparer.Ordinal);
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new TestSetException(
                $"{Path.Combine(directory, file)}: not one of ObjectNet's mapping files: {exception.Message}", exception);
        }
    }

    private static Dictionary<T, string> Invert<T>(Dictionary<string, T> table, string file)
        where T : notnull
    {
        var inverse = new Dictionary<T, string>();
        foreach (var (key, value) in table)
        {
            if (!inverse.TryAdd(value, key))
            {
                throw new TestSetException($"{file}: '{inverse[value]}' and '{key}' have the same value, '{value}'");
            }
        }
        return inverse;
    }

    private static T ReadLimited<T>(string directory, string file, Func<string, T> read)
    {
        var path = Path.Combine(directory, file);
        return new FileInfo(path).Length <= MaximumBytes
            ? read(path)
            : throw new TestSetException($"{path}: more than {MaximumBytes} bytes; not one of ObjectNet's mapping files");
    }
}
