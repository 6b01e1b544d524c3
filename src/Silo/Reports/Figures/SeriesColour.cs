namespace Counterfactual.Silo.Reports.Figures;

/// <summary>
/// Colours of series, told apart also by colour-blind readers and on white and dark grounds alike (Okabe and Ito 2008, the yellow
/// left out).
/// </summary>
public enum SeriesColour
{
    /// <summary>Grey: what others are compared with.</summary>
    Neutral,

    /// <summary>Blue.</summary>
    Blue,

    /// <summary>Orange.</summary>
    Orange,

    /// <summary>Bluish green.</summary>
    Green,

    /// <summary>Vermilion.</summary>
    Vermilion,

    /// <summary>Reddish purple.</summary>
    Purple,

    /// <summary>Sky blue.</summary>
    Sky,
}

/// <summary>The colours' values.</summary>
internal static class SeriesColours
{
    /// <summary>The colour as CSS writes it.</summary>
    public static string Css(this SeriesColour colour) => colour switch
    {
        SeriesColour.Blue => "#0072b2",
        SeriesColour.Orange => "#e69f00",
        SeriesColour.Green => "#009e73",
        SeriesColour.Vermilion => "#d55e00",
        SeriesColour.Purple => "#cc79a7",
        SeriesColour.Sky => "#56b4e9",
        _ => "#7f7f7f",
    };

    /// <summary>A colour between orange (-1), white (0) and blue (1), light enough for dark text.</summary>
    public static string Diverging(double share)
    {
        var (red, green, blue) = share < 0 ? (230, 159, 0) : (0, 114, 178);
        var strength = Math.Min(Math.Abs(share), 1) * 0.75;
        int Mix(int full) => (int)Math.Round(255 + ((full - 255) * strength));
        return $"#{Mix(red):x2}{Mix(green):x2}{Mix(blue):x2}";
    }
}
