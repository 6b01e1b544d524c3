namespace Counterfactual.Silo.Reports.Figures;

/// <summary>Where the parts of a figure lie, in pixels.</summary>
internal sealed class FigureLayout
{
    /// <summary>Size of text in pixels.</summary>
    public const double FontSize = 12;

    /// <summary>Height of a line of text.</summary>
    public const double LineHeight = 15;

    private readonly Figure figure;

    public FigureLayout(Figure figure)
    {
        this.figure = figure;
        var tickWidth = figure.Y switch
        {
            Axis.Categories names => names.Names.Max(TextWidth),
            Axis.Linear linear => AxisTicks.Of(linear, MostTicks(figure.Height)).Max(tick => TextWidth(tick.Text)),
            _ => 0,
        };
        var endLabels = figure.Marks.OfType<Mark.Curve>()
            .Select(curve => curve.Label is null ? 0 : TextWidth(curve.Label) + 20)
            .DefaultIfEmpty()
            .Max();
        var left = tickWidth + (figure.Y.Title.Length > 0 ? 34 : 14);
        var top = figure.Legend.Count > 0 ? 34 : 12;
        Plot = new(left, top, figure.Width - left - Math.Max(14, endLabels), figure.Height - top - 50);
    }

    /// <summary>What lies between the axes.</summary>
    public Box Plot { get; }

    /// <summary>Round numbers along the horizontal axis.</summary>
    public IReadOnlyList<(double Value, string Text)> XTicks => Ticks(figure.X, MostTicks(Plot.Width / 1.6));

    /// <summary>Round numbers along the vertical axis.</summary>
    public IReadOnlyList<(double Value, string Text)> YTicks => Ticks(figure.Y, MostTicks(figure.Height));

    /// <summary>Width of a band of the horizontal axis, where it has names.</summary>
    public double BandWidth => figure.X is Axis.Categories names ? Plot.Width / names.Names.Count : 0;

    /// <summary>Height of a band of the vertical axis, where it has names.</summary>
    public double BandHeight => figure.Y is Axis.Categories names ? Plot.Height / names.Names.Count : 0;

    /// <summary>The pixel of a value of the horizontal axis.</summary>
    public double X(double value) => figure.X is Axis.Linear linear
        ? Plot.Left + ((value - linear.From) / (linear.To - linear.From) * Plot.Width)
        : Plot.Left + ((value + 0.5) * BandWidth);

    /// <summary>The pixel of a value of the vertical axis.</summary>
    public double Y(double value) => figure.Y is Axis.Linear linear
        ? Plot.Bottom - ((value - linear.From) / (linear.To - linear.From) * Plot.Height)
        : Plot.Top + ((value + 0.5) * BandHeight);

    /// <summary>Width of a text, as nearly as can be said without the font.</summary>
    public static double TextWidth(string text) => text.Sum(character => character switch
    {
        'i' or 'l' or 'j' or '.' or ',' or ' ' or 't' or 'f' or 'r' or '-' or '\'' or '(' or ')' => 0.32,
        'm' or 'w' or 'M' or 'W' or '%' => 0.86,
        _ => 0.56,
    }) * FontSize;

    private static IReadOnlyList<(double Value, string Text)> Ticks(Axis axis, int most) => axis switch
    {
        Axis.Linear linear => AxisTicks.Of(linear, most),
        Axis.Categories names => [.. names.Names.Select((name, number) => ((double)number, name))],
        _ => [],
    };

    private static int MostTicks(double pixels) => Math.Max(3, (int)(pixels / 60));
}
