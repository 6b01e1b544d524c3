using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Sweeps;

namespace Counterfactual.Client.Rendering;

/// <summary>
/// Short names for the rows of a sweep: what is masked and refilled, or the method, and of the other settings only those that
/// tell rows of one such name apart.
/// </summary>
internal sealed class RowNames
{
    private static readonly string[] InName = ["method", "masking", "refill"];

    private readonly Dictionary<string, string> names = [];

    private RowNames(IEnumerable<(string Row, IReadOnlyList<Parameter> Parameters)> rows)
    {
        foreach (var alike in rows.DistinctBy(row => row.Row).GroupBy(row => CommonName(row.Row, row.Parameters)))
        {
            var telling = alike
                .SelectMany(row => row.Parameters)
                .Where(parameter => !InName.Contains(parameter.Name))
                .GroupBy(parameter => parameter.Name)
                .Where(setting => setting.Distinct().Count() > 1 || setting.Count() < alike.Count())
                .Select(setting => setting.Key)
                .ToList();
            foreach (var (row, parameters) in alike)
            {
                var rest = parameters.Where(parameter => telling.Contains(parameter.Name))
                    .Select(parameter => $"{parameter.Name} {parameter.Value}");
                names[row] = string.Join(", ", rest.Prepend(alike.Key));
            }
        }
    }

    /// <summary>The names of a table's rows.</summary>
    public static RowNames Of(IEnumerable<TableRow> rows) => new(rows.Select(row => (row.Row, row.Parameters)));

    /// <summary>The names of the rows that experiments belong to.</summary>
    public static RowNames Of(IEnumerable<ExperimentDetails> experiments) =>
        new(experiments.Select(experiment => (experiment.Row, experiment.Parameters)));

    /// <summary>The names of the rows that a sweep would have.</summary>
    public static RowNames Of(IEnumerable<RowEstimate> rows) => new(rows.Select(row => (row.Row, row.Parameters)));

    /// <summary>A row: <c>object single</c>.</summary>
    public string Name(string row) => names.GetValueOrDefault(row, row);

    /// <summary>An experiment of a row: <c>object single, seed 0</c>.</summary>
    public string Label(string row, int seed) => Figures.Label(names.GetValueOrDefault(row, row), seed);

    private static string CommonName(string row, IReadOnlyList<Parameter> parameters)
    {
        string? Value(string name) => parameters.FirstOrDefault(parameter => parameter.Name == name)?.Value;
        return (Value("method"), Value("masking"), Value("refill")) switch
        {
            (null, _, _) => row,
            ("logit_distillation", "none", _) => "logit distillation",
            ("logit_distillation", { } masking, { } refill) => $"logit distillation {masking} {refill}",
            (_, "none", _) => "no masking",
            (_, { } masking, { } refill) => $"{masking} {refill}",
            ("zero_shot", _, _) => "zero-shot",
            ("vanilla", _, _) => "vanilla fine-tuning",
            ({ } method, _, _) => method.Replace('_', ' '),
        };
    }
}
