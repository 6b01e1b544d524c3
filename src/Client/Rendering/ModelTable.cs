using System.Globalization;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Rendering;

/// <summary>A line for each registered model.</summary>
internal static class ModelTable
{
    public static FittedTable Of(IReadOnlyList<ModelDetails> models) => new FittedTable()
        .Add("model", models.Select(model => new Cell(model.Name)))
        .Add("parameters", models.Select(model => new Cell(Parameters(model))), alignRight: true)
        .Add("images", models.Select(model => new Cell(Number(model.Resolution))), optional: 1, alignRight: true)
        .Add("patch", models.Select(model => new Cell(Number(model.PatchSize))), optional: 1, alignRight: true)
        .Add("layers", models.Select(model => new Cell(Number(model.ImageTower.Layers))), optional: 2, alignRight: true)
        .Add("width", models.Select(model => new Cell(Number(model.ImageTower.Width))), optional: 2, alignRight: true)
        .Add("elements", models.Select(model => new Cell(string.Join(", ", model.ElementTypes))), optional: 3)
        .Add("heads", models.Select(model => new Cell(string.Join(", ", model.Heads.Select(head => head.Name)))));

    /// <summary><c>151.3 M</c>.</summary>
    public static string Parameters(ModelDetails model) =>
        string.Create(CultureInfo.InvariantCulture, $"{model.Parameters / 1e6:F1} M");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
