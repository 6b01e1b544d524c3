using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports.Figures;

/// <summary>How a row of the table looks in every figure: its colour tells the masking, its shape and dash the refill.</summary>
internal static class RowStyle
{
    /// <summary>The colours, shapes and dashes in words.</summary>
    public static IReadOnlyList<LegendEntry> MarkerLegend { get; } =
    [
        new("random masks", SeriesColour.Orange, MarkerShape.Circle),
        new("context masks", SeriesColour.Green, MarkerShape.Circle),
        new("object masks", SeriesColour.Blue, MarkerShape.Circle),
        new("not refilled", SeriesColour.Neutral, MarkerShape.Circle),
        new("single fill", SeriesColour.Neutral, MarkerShape.Square),
        new("multi fill", SeriesColour.Neutral, MarkerShape.Triangle),
    ];

    public static SeriesColour Colour(TableRow row) => row.Value("masking") switch
    {
        "random" => SeriesColour.Orange,
        "context" => SeriesColour.Green,
        "object" => SeriesColour.Blue,
        "none" => SeriesColour.Purple,
        _ => row.Value("method") switch
        {
            "vanilla" => SeriesColour.Vermilion,
            "linear_probe" => SeriesColour.Sky,
            _ => SeriesColour.Neutral,
        },
    };

    public static MarkerShape Shape(TableRow row) => row.Value("masking") switch
    {
        null or "none" => MarkerShape.Diamond,
        _ => row.Value("refill") switch
        {
            "single" => MarkerShape.Square,
            "multi" => MarkerShape.Triangle,
            _ => MarkerShape.Circle,
        },
    };

    public static LineDash Dash(TableRow row) => row.Value("refill") switch
    {
        "single" => LineDash.Dashed,
        "multi" => LineDash.Dotted,
        _ => LineDash.Solid,
    };

    /// <summary>Whether something is masked.</summary>
    public static bool IsMasked(TableRow row) => row.Value("masking") is not (null or "none");
}
