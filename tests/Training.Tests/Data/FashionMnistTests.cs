using Counterfactual.Training.Data.Idx;

namespace Counterfactual.Training.Tests.Data;

public sealed class FashionMnistTests
{
    [FashionMnistFact]
    public void The_installed_files_are_the_published_ones()
    {
        var garments = new FashionMnist();

        Assert.Equal(60_000, garments.Training.Count);
        Assert.Equal(10_000, garments.Test.Count);

        // The first training picture is an ankle boot; each class has a tenth of each half.
        Assert.Equal(9, garments.Training.Label(0));
        Assert.Equal(1_000, Enumerable.Range(0, 10_000).Count(i => garments.Test.Label(i) == 4));
    }

    [Fact]
    public void A_missing_file_names_the_package_that_provides_it()
    {
        using var empty = new TemporaryDirectory();

        var error = Assert.Throws<FileNotFoundException>(() => new FashionMnist(empty.Path).Test);

        Assert.StartsWith(
            empty.File("t10k-images-idx3-ubyte.gz") + ": no such file; install Debian's package dataset-fashion-mnist",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_data_set_of_the_same_form_is_refused()
    {
        using var directory = new TemporaryDirectory();
        byte[] header = [0, 0, 8, 3, 0, 0, 0x27, 0x10, 0, 0, 0, 28, 0, 0, 0, 28];
        File.WriteAllBytes(directory.File("t10k-images-idx3-ubyte"), [.. header, .. new byte[7_840_000]]);

        var error = Assert.Throws<InvalidDataException>(() => new FashionMnist(directory.Path).Test);

        Assert.Contains("not Fashion-MNIST's", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_and_lengths_that_do_not_fit_are_refused()
    {
        Assert.Throws<InvalidDataException>(() => new GarmentImages(new byte[784], [10]));
        Assert.Throws<InvalidDataException>(() => new GarmentImages(new byte[783], [0]));
    }
}
