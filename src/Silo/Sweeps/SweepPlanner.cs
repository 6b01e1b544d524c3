using System.Security.Cryptography;
using System.Text;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Sweeps.Settings;
using Counterfactual.Silo.Sweeps.Yaml;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Silo.Sweeps;

/// <summary>Expands a sweep file's contents to its experiments, in table order.</summary>
internal sealed class SweepPlanner(SweepContents contents, SettingCatalogue catalogue, SweepText text, SweepFileErrors errors)
{
    private const int MostExperiments = 100_000;

    private readonly PointBuilder _builder = new(catalogue, contents.Shared, errors);
    private readonly Dictionary<string, YamlNode> _cells = [];

    /// <summary>The experiments; what is wrong is noted, and the list is then of no use.</summary>
    public IReadOnlyList<PlannedExperiment> Plan()
    {
        RefuseTooMany();
        List<(ExperimentSettings Settings, YamlNode Origin)> rows = [];
        foreach (var request in contents.Include.Concat(GridPoints()))
        {
            if (_builder.Build(request) is { } settings)
            {
                rows.Add((settings, request.Origin));
            }
        }

        List<PlannedExperiment> experiments = [];
        foreach (var (settings, origin) in rows.OrderBy(row => TableOrder.Of(row.Settings)))
        {
            var parameters = Parameters(settings);
            foreach (var seed in SeedsOf(settings))
            {
                var experiment = Experiment(settings with { Seed = seed }, parameters);
                if (_cells.TryAdd(experiment.Point.Cell, origin))
                {
                    experiments.Add(experiment);
                }
                else if (contents.Search.Samples is null)
                {
                    NoteTwice(experiment.Point, origin);
                }
            }
        }

        CheckRungs(rows);
        return experiments;
    }

    private void CheckRungs(IReadOnlyList<(ExperimentSettings Settings, YamlNode Origin)> rows)
    {
        var trained = rows.Select(row => row.Settings).Where(settings => settings.Method != TrainingMethod.ZeroShot).ToList();
        if (contents.Search is not { EarlyStopping: { } stopping, Origin: { } origin } || trained.Count == 0)
        {
            return;
        }

        if (trained.TrueForAll(settings => settings.Training.Epochs <= stopping.GraceEpochs))
        {
            errors.Add(
                origin,
                $"no experiment has a rung: the first is at epoch {stopping.GraceEpochs}; "
                    + "expected fewer grace_epochs than training.epochs");
        }

        var (setting, images) = stopping.Metric == EpochMetrics.HeldOut
            ? ("data.validation_images", trained.Min(settings => settings.Data.ValidationImages))
            : ("data.curve_images", trained.Min(settings => settings.Data.CurveImages));
        if (images == 0)
        {
            errors.Add(origin, $"{stopping.Metric} is measured on {setting}, which is 0; expected some");
        }
    }

    /// <summary>The zero-shot model is the same for every seed.</summary>
    private IEnumerable<int> SeedsOf(ExperimentSettings settings) =>
        settings.Method == TrainingMethod.ZeroShot ? contents.Seeds.Take(1) : contents.Seeds;

    private IEnumerable<PointRequest> GridPoints() =>
        contents.Grid is not { } grid ? []
            : (contents.Search.Samples is int samples ? Draws(grid.Axes, samples) : Combinations(grid.Axes))
                .Select(settings => new PointRequest(settings, grid.Origin));

    /// <summary>
    /// Each point follows from the search's seed, its own position and its settings' names, and from nothing else.
    /// </summary>
    private IEnumerable<Dictionary<string, SettingValue>> Draws(IReadOnlyList<GridAxis> axes, int samples)
    {
        SettingsReader reader = new(catalogue, errors);
        for (var position = 0; position < samples; position++)
        {
            Dictionary<string, SettingValue> point = [];
            foreach (var axis in axes)
            {
                var key = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(axis.Setting.Path)));
                var random = CounterRandom.For(contents.Search.Seed, Purpose.Search, position, key);
                var value = axis.Range is null
                    ? axis.Values[random.Next(axis.Values.Count)]
                    : reader.ReadValue(axis.Setting, axis.Range.Draw(random));
                if (value is not null)
                {
                    point[axis.Setting.Path] = value;
                }
            }

            yield return point;
        }
    }

    private static IEnumerable<Dictionary<string, SettingValue>> Combinations(IReadOnlyList<GridAxis> axes)
    {
        IEnumerable<Dictionary<string, SettingValue>> combinations = [[]];
        foreach (var axis in axes)
        {
            combinations = combinations.SelectMany(
                point => axis.Values,
                (point, value) => new Dictionary<string, SettingValue>(point) { [axis.Setting.Path] = value });
        }

        return combinations;
    }

    private void RefuseTooMany()
    {
        var crossed = contents.Search.Samples
            ?? contents.Grid?.Axes.Aggregate(1.0, (product, axis) => product * axis.Values.Count) ?? 0;
        var experiments = (crossed + contents.Include.Count) * contents.Seeds.Count;
        if (experiments > MostExperiments)
        {
            throw errors.Fatal(
                contents.Grid?.Origin.Start ?? 0,
                $"the sweep has {experiments:0} experiments; expected at most {MostExperiments}");
        }
    }

    private PlannedExperiment Experiment(ExperimentSettings settings, IReadOnlyList<Parameter> parameters) => new(settings, new()
    {
        Cell = settings.Cell(),
        Row = string.Join(' ', parameters.Select((it, index) => index == 0 ? it.Value : $"{it.Name}={it.Value}")),
        Seed = settings.Seed,
        Training = settings.KeepsModel ? settings.TrainingCell() : null,
        Parameters = parameters,
        Settings = settings.ToCanonicalJson(),
        Needs = contents.Resources.Needs,
    });

    /// <summary>
    /// What tells a row from others: what always matters, and what differs from the default. It must follow from the settings
    /// alone, because experiments outlive the file that first asked for them.
    /// </summary>
    private List<Parameter> Parameters(ExperimentSettings settings)
    {
        ExperimentSettings defaults = new() { Method = settings.Method };
        return
        [
            .. catalogue.All
                .Where(setting => !setting.IsHidden && setting.WhyNot(settings) is null
                    && (setting.AlwaysShown || setting.Format(settings) != setting.Format(defaults)))
                .Select(setting => new Parameter(setting.Path, setting.Format(settings))),
        ];
    }

    private void NoteTwice(ExperimentPoint point, YamlNode origin)
    {
        var first = _cells[point.Cell];
        var (earlier, later) = first.Start <= origin.Start ? (first, origin) : (origin, first);
        errors.Add(
            later, $"the experiment '{point.Row}' is asked for twice, here and at {text.Place(earlier.Start)}; expected it once");
    }
}
