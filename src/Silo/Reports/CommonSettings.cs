using System.Text.Json;

namespace Counterfactual.Silo.Reports;

/// <summary>Finds the settings in which all experiments of a sweep agree.</summary>
internal static class CommonSettings
{
    /// <summary>Dotted names and values as JSON writes them, in the order of the first experiment's settings.</summary>
    /// <param name="settings">The experiments' settings, JSON objects.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(IEnumerable<string> settings)
    {
        List<KeyValuePair<string, string>>? common = null;
        foreach (var text in settings.Distinct())
        {
            using var document = JsonDocument.Parse(text);
            var flat = Flatten(document.RootElement, "").ToDictionary();
            common = common is null
                ? [.. flat]
                : [.. common.Where(setting => flat.TryGetValue(setting.Key, out var value) && value == setting.Value)];
        }

        return common ?? [];
    }

    private static IEnumerable<KeyValuePair<string, string>> Flatten(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return element.ValueKind == JsonValueKind.Null ? [] : [new(name, element.ToString())];
        }

        return element.EnumerateObject()
            .SelectMany(property => Flatten(property.Value, name.Length == 0 ? property.Name : $"{name}.{property.Name}"));
    }
}
