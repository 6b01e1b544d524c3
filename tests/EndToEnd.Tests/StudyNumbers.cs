using System.Globalization;
using System.Text;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>
/// Every figure of a sweep that must not depend on how it was run: the table, each experiment's counts, and the loss of each
/// step to the last bit.
/// </summary>
internal static class StudyNumbers
{
    public static async Task<string> OfAsync(TestHome home, string sweep = StudyFile.Sweep) =>
        await home.AskAsync(client => ReadAsync(client, sweep));

    private static async Task<string> ReadAsync(SiloClient client, string sweep)
    {
        var details = await client.GetSweepAsync(sweep);
        var text = new StringBuilder();
        foreach (var row in details.Rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{row.Row} alpha {row.Alpha}: {row.Completed} of {row.Experiments}, OOD {row.OodAverage}");
            text.AppendJoin('\n', row.TestSets).AppendLine();
        }

        foreach (var experiment in details.Experiments.OrderBy(one => one.Row).ThenBy(one => one.Seed))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{experiment.Row} seed {experiment.Seed} epoch {experiment.Epoch}");
            text.AppendJoin('\n', experiment.Evaluations.SelectMany(evaluation => evaluation.TestSets)).AppendLine();
            text.AppendLine(await LossesAsync(client, experiment));
        }

        return text.ToString();
    }

    private static async Task<string> LossesAsync(SiloClient client, ExperimentDetails experiment) => string.Join('\n',
        (await client.GetMetricsAsync(experiment.Id))
            .Where(point => point.Name.StartsWith("train.loss", StringComparison.Ordinal))
            .Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Name} {point.Step} {point.Value:R}")));
}
