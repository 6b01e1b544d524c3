namespace Counterfactual.Training.Tests;

/// <summary>A theory against a file of reference figures, skipped where the file is absent.</summary>
public sealed class GoldenTheoryAttribute : TheoryAttribute
{
    public GoldenTheoryAttribute(string file)
    {
        Skip = new GoldenFactAttribute(file).Skip;
    }
}
