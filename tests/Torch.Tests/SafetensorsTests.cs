using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("safetensors").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void A_file_gives_back_what_was_saved()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(directory, "state.safetensors");
        var saved = new Dictionary<string, Tensor>
        {
            ["a"] = tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }),
            ["b.c"] = tensor(new[] { true, false }),
            ["empty"] = zeros([0, 3], int16),
            ["scalar"] = tensor(7L),
            ["transposed"] = tensor(new double[,] { { 1, 2 }, { 3, 4 } }).t(),
        };
        Safetensors.Save(path, saved, new Dictionary<string, string> { ["made by"] = "a test — of UTF-8" });

        using var file = Safetensors.Open(path);

        Assert.Equal("a test — of UTF-8", file.Metadata["made by"]);
        Assert.Equal(saved.Keys.Order(), file.Names.Order());
        Assert.All(saved, entry => Assert.True(file[entry.Key].equal(entry.Value)));
        Assert.Equal([0, 3], file["empty"].shape);
        Assert.Single(Directory.GetFiles(directory));
    }

    [Fact]
    public void Tensors_outlive_the_file_and_writing_to_them_leaves_it_alone()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(directory, "state.safetensors");
        Safetensors.Save(path, new Dictionary<string, Tensor> { ["a"] = ones(1000) });

        Tensor loaded;
        using (var file = Safetensors.Open(path))
        {
            loaded = file["a"];
        }
        loaded.mul_(3);

        Assert.Equal(3000, loaded.sum().item<int>());
        using var again = Safetensors.Open(path);
        Assert.Equal(1000, again["a"].sum().item<int>());
    }
}
