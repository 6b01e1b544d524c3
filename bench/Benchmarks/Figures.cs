using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Counterfactual.Benchmarks;

/// <summary>Where a benchmark's figures go: lines of a table as they are found, or one JSON document at the end.</summary>
internal sealed class Figures
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string benchmark;
    private readonly DateTime began = DateTime.UtcNow;
    private readonly List<string> conditions = [];
    private readonly List<Figure> found = [];

    /// <param name="benchmark">Its name.</param>
    /// <param name="json">Whether one JSON document is wanted.</param>
    public Figures(string benchmark, bool json)
    {
        this.benchmark = benchmark;
        Json = json;
    }

    /// <summary>Whether one JSON document is printed.</summary>
    public bool Json { get; }

    /// <summary>Takes <c>-o table</c> or <c>-o json</c>, wherever it stands, out of a benchmark's arguments.</summary>
    /// <exception cref="FormatException">Something else follows <c>-o</c>.</exception>
    public static (Figures Figures, string[] Others) Of(string benchmark, string[] arguments)
    {
        var at = Array.IndexOf(arguments, "-o");
        if (at < 0)
        {
            return (new(benchmark, json: false), arguments);
        }

        var format = at + 1 < arguments.Length ? arguments[at + 1] : "nothing";
        return format is "table" or "json"
            ? (new(benchmark, format == "json"), [.. arguments[..at], .. arguments[(at + 2)..]])
            : throw new FormatException($"-o: expected table or json, found {format}");
    }

    /// <summary>Says under which conditions the figures that follow are found.</summary>
    public void Condition(string text)
    {
        conditions.Add(text);
        if (!Json)
        {
            Console.WriteLine(text);
        }
    }

    public void Add(Figure figure)
    {
        found.Add(figure);
        if (!Json)
        {
            Console.WriteLine(Line(figure));
        }
    }

    /// <summary>Adds what another process printed as its JSON document.</summary>
    public void AddFrom(string document)
    {
        using var parsed = JsonDocument.Parse(document);
        foreach (var figure in parsed.RootElement.GetProperty("figures").Deserialize<Figure[]>(Indented)!)
        {
            Add(figure);
        }
    }

    /// <summary>Prints the JSON document, if that was asked for.</summary>
    public void End()
    {
        if (Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new { benchmark, began, Environment.ProcessorCount, conditions, Figures = found }, Indented));
        }
    }

    private static string Line(Figure figure)
    {
        var spread = figure.Spread is { } half ? $"+- {Short(half)}" : "";
        var ratio = figure.Ratio is { } times ? $"{Short(times)} of {figure.RatioTo}" : "";
        string?[] remarks = [ratio, figure.Runs > 1 ? $"{figure.Runs:N0} runs" : "", figure.Target];
        return $"  {figure.Name,-48} {Short(figure.Value),10} {spread,-10} {figure.Unit,-14} "
            + string.Join("; ", remarks.Where(remark => !string.IsNullOrEmpty(remark)));
    }

    /// <summary>Four digits, and all of a large number.</summary>
    private static string Short(double value) => Math.Abs(value) >= 1000
        ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);
}
