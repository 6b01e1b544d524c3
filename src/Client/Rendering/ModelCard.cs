using System.Globalization;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Rendering;

/// <summary>All about one registered model, for people.</summary>
internal static class ModelCard
{
    public static void Write(TerminalStream output, ModelDetails model, string headCommand)
    {
        List<(string Name, string Value)> lines =
        [
            ("model", model.Name),
            ("parameters", ModelTable.Parameters(model)),
            ("images", Text(
                $"{model.Resolution} x {model.Resolution} pixels in patches of {model.PatchSize} x {model.PatchSize}")),
            ("image tower", Tower(model.ImageTower)),
            ("text tower", model.TextTower is { } text
                ? Text($"{Tower(text)}, {model.ContextLength} of {model.VocabularySize} tokens")
                : "none"),
            ("features", Text($"{model.Features}")),
            ("names", model.Naming),
            ("elements", string.Join(", ", model.ElementTypes)),
            ("file", model.File),
            ("SHA-256", model.Sha256),
            .. model.Heads.Count == 0 ? [("heads", $"none; {headCommand}")] : model.Heads.Select(Head),
        ];
        var nameWidth = lines.Max(line => line.Name.Length);
        foreach (var (name, value) in lines)
        {
            output.WriteLine($"{name.PadRight(nameWidth)}  {value}");
        }
    }

    private static string Tower(TowerDetails tower) => Text($"{tower.Layers} layers of width {tower.Width}, {tower.Heads} heads");

    private static (string Name, string Value) Head(HeadDetails head) =>
        ("head", Text($"{head.Name}: {head.Classes} classes, {head.Templates} templates, SHA-256 {head.Sha256}"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
