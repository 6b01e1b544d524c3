namespace Counterfactual.Client.Rendering;

/// <summary>A share as a bar.</summary>
internal static class ProgressBar
{
    /// <summary>A bar of <paramref name="width"/> columns, <paramref name="done"/> (0..1) of it filled.</summary>
    public static string Of(double done, int width)
    {
        var filled = double.IsFinite(done) ? (int)Math.Round(Math.Clamp(done, 0, 1) * width) : 0;
        return new string('━', filled) + new string('╌', width - filled);
    }
}
