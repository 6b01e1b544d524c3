using FsCheck;
using FsCheck.Fluent;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private static readonly ScalarType[] Types =
        [float64, float32, float16, bfloat16, int64, int32, int16, int8, uint8, ScalarType.Bool];

    private readonly string directory = Directory.CreateTempSubdirectory("safetensors").FullName;
    private readonly DisposeScope scope = NewDisposeScope();

    private string FilePath => Path.Combine(directory, "state.safetensors");

    public void Dispose()
    {
        scope.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void Whatever_is_saved_comes_back()
    {
        var entry =
            from name in Gen.OneOf(ArbMap.Default.GeneratorFor<NonNull<string>>()
                .Select(name => name.Get), Gen.Elements("a", "a.b", "ü \"quoted\"\n", ""))
            from type in Gen.Elements(Types)
            from shape in Gen.Choose(0, 3).ArrayOf()
                .Select(lengths => Array.ConvertAll(lengths.Take(4).ToArray(), length => (long)length))
            select (name, type, shape);

        Prop.ForAll(entry.ListOf().ToArbitrary(), entries =>
        {
            using var inner = NewDisposeScope();
            var saved = new Dictionary<string, Tensor>();
            foreach (var (name, type, shape) in entries.Where(entry => entry.name != "__metadata__" && IsUnicode(entry.name)))
            {
                saved[name] = (randn(shape, float64) * 20).to(type);
            }
            Safetensors.Save(FilePath, saved);

            using var file = Safetensors.Open(FilePath);

            Assert.Equal(saved.Keys.Order(StringComparer.Ordinal), file.Names.Order(StringComparer.Ordinal));
            Assert.All(saved, pair =>
            {
                var loaded = file[pair.Key];
                Assert.Equal(pair.Value.dtype, loaded.dtype);
                Assert.Equal(pair.Value.shape, loaded.shape);
                Assert.True(pair.Value.bytes.SequenceEqual(loaded.bytes));
            });
        }).Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void Metadata_and_transposed_tensors_are_saved()
    {
        Safetensors.Save(
            FilePath, new Dictionary<string, Tensor> { ["t"] = tensor(new double[,] { { 1, 2 }, { 3, 4 } }).t() },
            new Dictionary<string, string> { ["made by"] = "a test — of UTF-8" });

        using var file = Safetensors.Open(FilePath);

        Assert.Equal("a test — of UTF-8", file.Metadata["made by"]);
        Assert.Equal([1, 3, 2, 4], file["t"].ToArray<double>());
        Assert.Equal([2L, 2], file.Entries["t"].Shape);
        Assert.Equal(float64, file.Entries["t"].DType);
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_order_of_the_names()
    {
        var (a, b, c) = (ones(3), zeros([2], int64), ones([1], int8));
        Safetensors.Save(
            FilePath, new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b, ["c"] = c },
            new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        var first = File.ReadAllBytes(FilePath);
        Safetensors.Save(
            FilePath, new Dictionary<string, Tensor> { ["c"] = c, ["b"] = b, ["a"] = a },
            new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" });

        Assert.Equal(first, File.ReadAllBytes(FilePath));
        using var file = Safetensors.Open(FilePath);
        Assert.All(file.Entries.Values, entry => Assert.Equal(0, entry.Begin % entry.DType.ElementSize()));
    }

    [Fact]
    public void Tensors_outlive_the_file_and_writing_to_them_leaves_it_alone()
    {
        Safetensors.Save(FilePath, new Dictionary<string, Tensor> { ["a"] = ones(100_000) });

        Tensor loaded;
        using (var file = Safetensors.Open(FilePath))
        {
            loaded = file["a"];
            file.Dispose();
            Assert.Throws<ObjectDisposedException>(() => file["a"]);
        }
        loaded.mul_(3);

        Assert.Equal(300_000, loaded.sum().item<int>());
        using var again = Safetensors.Open(FilePath);
        Assert.Equal(100_000, again["a"].sum().item<int>());
    }

    [Fact]
    public void The_mapping_goes_with_the_file_and_its_last_tensor()
    {
        Safetensors.Save(FilePath, new Dictionary<string, Tensor> { ["a"] = ones(100_000) });
        var file = Safetensors.Open(FilePath);
        var loaded = file["a"];
        var view = loaded.narrow(0, 5, 10);

        file.Dispose();
        loaded.Dispose();
        Assert.Contains(FilePath, File.ReadAllText("/proc/self/maps"));
        view.Dispose();

        Assert.DoesNotContain(FilePath, File.ReadAllText("/proc/self/maps"));
    }

    [Fact]
    public void Saving_replaces_the_file_at_once_and_a_failure_leaves_the_old_one()
    {
        Safetensors.Save(FilePath, new Dictionary<string, Tensor> { ["a"] = ones(4) });
        using var before = Safetensors.Open(FilePath);
        var mapped = before["a"];
        Safetensors.Save(FilePath, new Dictionary<string, Tensor> { ["a"] = zeros(4) });
        var freed = ones(1);
        freed.Dispose();

        Assert.Equal(4, mapped.sum().item<int>());
        Assert.Throws<ObjectDisposedException>(
            () => Safetensors.Save(FilePath, new Dictionary<string, Tensor> { ["b"] = freed }));
        Assert.Throws<ArgumentException>(
            () => Safetensors.Save(FilePath, new Dictionary<string, Tensor> { ["__metadata__"] = ones(1) }));
        using var after = Safetensors.Open(FilePath);
        Assert.Equal(0, after["a"].sum().item<int>());
        Assert.Equal([FilePath], Directory.GetFiles(directory));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_input_output_error()
    {
        Assert.Throws<FileNotFoundException>(() => Safetensors.Open(FilePath));
    }

    private static bool IsUnicode(string text) =>
        !text.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar) || text.Contains('\uFFFD');
}
