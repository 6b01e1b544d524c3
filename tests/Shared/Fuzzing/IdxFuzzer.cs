using Counterfactual.Training.Data.Idx;

namespace Counterfactual.Tests.Fuzzing;

/// <summary>Damaged idx files of images beside good and damaged labels.</summary>
internal sealed class IdxFuzzer : FileFuzzer
{
    private readonly byte[] images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, .. Enumerable.Range(0, 12)
        .Select(value => (byte)value)];
    private readonly byte[] labels = [0, 0, 8, 1, 0, 0, 0, 2, 1, 0];

    protected override byte[] Input(Random random)
    {
        File.WriteAllBytes(PathOf("labels-idx1-ubyte"), random.Next(2) == 0 ? labels : Mutation.Of(labels, random));
        return Mutation.Of(images, random);
    }

    protected override void Read(string path)
    {
        var named = PathOf("images-idx3-ubyte");
        File.Move(path, named, overwrite: true);
        try
        {
            var dataset = IdxDataset.Open(named);
            _ = dataset.Read(dataset.Count - 1);
        }
        catch (InvalidDataException)
        {
        }
    }
}
