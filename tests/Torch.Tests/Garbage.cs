namespace Counterfactual.Torch.Tests;

internal static class Garbage
{
    /// <summary>Frees what earlier tests left behind: what is counted from here on is the caller's.</summary>
    public static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
