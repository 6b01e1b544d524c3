using Counterfactual.Training.Data.Idx;

namespace Counterfactual.Training.Tests.Data;

/// <summary>A test that needs Fashion-MNIST's files; skipped with a message where they are absent.</summary>
internal class FashionMnistFactAttribute : FactAttribute
{
    public FashionMnistFactAttribute()
    {
        if (!FashionMnist.IsInstalled())
        {
            Skip =
                $"Fashion-MNIST is not installed: apt-get install dataset-fashion-mnist, or set {FashionMnist.DirectoryVariable}";
        }
    }
}
