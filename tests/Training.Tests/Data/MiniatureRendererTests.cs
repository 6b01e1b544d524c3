using System.Runtime.InteropServices;
using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.Data.Miniature;

namespace Counterfactual.Training.Tests.Data;

public sealed class MiniatureRendererTests
{
    private const string SyntheticHash =
        "aa42945e53ad92bc 3319aec51a9b369d 48a06965a58e9d74 767e8ee45c2e1673 6c3ca1c7fabd82fb "
        + "e284bcb994893c7f 5cc25bb337065e72 20ffb412186deb1e 4ef406106532bf0c";

    private static readonly (MiniatureSet Set, string Sha256)[] InstalledHashes =
    [
        (MiniatureSet.Pretraining, "e174710f4f96e4eb0032b07148781fc6fe450b0c988c3135137a5a3c5a6c7560"),
        (MiniatureSet.Train, "e66db97561f2f236df99393fb3b0fc234eeb1fcf078d8214dc07ac9c89197a9b"),
        (MiniatureSet.Validation, "c50a6b4d81118fabec28ab4564625c99f812e47beb0dea2afe799358df7f7b5f"),
        (MiniatureSet.Id, "4eab9513ef24f4b3d77fb6e9f1332a6a9626a20cad4482f4c76119d5188df9d5"),
        (MiniatureSet.V2, "8294e98f710bac4748b13c68bdc15312b7c4831fb76ac3d0ed27b4fe644ebaf3"),
        (MiniatureSet.R, "95762080b08f39a3d90a985d18254f63d5c4f2d7ef03c113cb24326971a5d39d"),
        (MiniatureSet.Sketch, "2829d68471aaa273818da160a0f82b1086336367c7430afc06b5b78dade2c7b9"),
        (MiniatureSet.ObjectNet, "ca59c58c7949106c88d9d0376bda1dfa28bce7a13d20d6a69b9329f9dd05f2b3"),
        (MiniatureSet.A, "31e0cabe1a3360da2e6514dac9509e1a1e7172db741748997fadb6e44f76b482"),
    ];

    [FashionMnistFact]
    public void The_first_hundred_images_of_every_set_are_the_committed_ones()
    {
        var garments = new FashionMnist();
        Assert.Equal(InstalledHashes, Enum.GetValues<MiniatureSet>().Select(set => (set, RenderedHash.Of(set, garments))));
    }

    [Fact]
    public void The_images_of_synthetic_garments_are_the_committed_ones() =>
        Assert.Equal(SyntheticHash, RenderedHash.OfSynthetic());

    // Vectors of 4, 8 or 16 numbers, or no vector instructions at all.
    [Theory]
    [InlineData("EnableHWIntrinsic", "0")]
    [InlineData("EnableAVX2", "0")]
    [InlineData("MaxVectorTBitWidth", "512")]
    [InlineData("TieredCompilation", "0")]
    public async Task Another_process_with_other_instructions_renders_the_same_bits(string setting, string value)
    {
        using var process = ChildProcess.Start(new Dictionary<string, string> { ["DOTNET_" + setting] = value }, "hash");
        var output = (await process.StandardOutput.ReadToEndAsync()).Trim().Split(' ', 2);
        await process.WaitForExitAsync();

        if (value == "0" && setting != "TieredCompilation" && RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            Assert.Equal("4", output[0]);
        }

        Assert.Equal(SyntheticHash, output[1]);
    }

    [Fact]
    public void Neither_order_nor_threads_change_an_image()
    {
        const int Images = 60;
        var sets = Enum.GetValues<MiniatureSet>();
        var forwards = new MiniatureRenderer(new(), SyntheticGarments.Instance);
        var expected = Enumerable.Range(0, Images).Select(i => Render(forwards, sets[i % sets.Length], i)).ToArray();

        var backwards = new MiniatureRenderer(new(), SyntheticGarments.Instance);
        for (var i = Images - 1; i >= 0; i--)
        {
            Assert.Equal(expected[i], Render(backwards, sets[i % sets.Length], i));
        }

        var parallel = new byte[Images][];
        Parallel.For(0, Images, i => parallel[i] = Render(new(new(), SyntheticGarments.Instance), sets[i % sets.Length], i));
        Assert.Equal(expected, parallel);
    }

    [Fact]
    public void A_pretraining_picture_has_two_different_renderings()
    {
        var renderer = new MiniatureRenderer(new(), SyntheticGarments.Instance);

        Assert.Equal(80_000, MiniatureSplit.Of(MiniatureSet.Pretraining).Images);
        Assert.Equal(7, MiniatureSplit.Of(MiniatureSet.Pretraining).Picture(40_007));
        Assert.NotEqual(renderer.Scene(MiniatureSet.Pretraining, 7).Pose, renderer.Scene(MiniatureSet.Pretraining, 40_007).Pose);
        Assert.Equal(renderer.Scene(MiniatureSet.Pretraining, 7).Class, renderer.Scene(MiniatureSet.Pretraining, 40_007).Class);
    }

    [Theory]
    [InlineData(MiniatureSet.Pretraining, true, 0, 39_999)]
    [InlineData(MiniatureSet.Train, true, 40_000, 49_999)]
    [InlineData(MiniatureSet.Validation, true, 50_000, 59_999)]
    [InlineData(MiniatureSet.Id, false, 0, 9_999)]
    [InlineData(MiniatureSet.Sketch, false, 0, 9_999)]
    public void Splits_take_the_pictures_that_they_should(MiniatureSet set, bool fromTrainingHalf, int first, int last)
    {
        var split = MiniatureSplit.Of(set);

        Assert.Equal(fromTrainingHalf, split.FromTrainingHalf);
        Assert.Equal(first, split.Picture(0));
        Assert.Equal(last, split.Picture(split.Images - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => split.Picture(split.Images));
        Assert.Throws<ArgumentOutOfRangeException>(() => split.Picture(-1));
    }

    [Fact]
    public void Rho_and_seed_change_the_images()
    {
        var standard = Render(new(new(), SyntheticGarments.Instance), MiniatureSet.Id, 3);

        Assert.NotEqual(standard, Render(new(new() { Seed = 1 }, SyntheticGarments.Instance), MiniatureSet.Id, 3));
        Assert.NotEqual(
            new MiniatureRenderer(new() { Rho = 1 }, SyntheticGarments.Instance).Scene(MiniatureSet.Id, 3).Habitat,
            new MiniatureRenderer(new() { Rho = 0 }, SyntheticGarments.Instance).Scene(MiniatureSet.Id, 3).Habitat);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Rho_is_a_probability(double rho) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MiniatureData { Rho = rho });

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public void Test_images_are_at_most_those_there_are(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MiniatureData { TestImages = count });

    private static byte[] Render(MiniatureRenderer renderer, MiniatureSet set, int number)
    {
        var image = new byte[MiniatureRenderer.ImageBytes];
        renderer.Render(set, number, image);
        return image;
    }
}
