using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Tests.TestSets;

public class TestSetProtocolTests
{
    private static readonly string[] Wnids = ["n01", "n02", "n03", "n04", "n05"];

    [Fact]
    public void The_published_sizes_are_these() => Assert.Equal(
        [("IN", 50_000, 1000), ("V2", 10_000, 1000), ("R", 30_000, 200), ("Sketch", 50_889, 1000), ("ObjectNet", 18_574, 113),
            ("A", 7_500, 200)],
        TestSetDefinition.All.Select(set => (set.Name, set.Images, set.Classes)));

    [Fact]
    public void Only_the_classes_of_a_subset_compete()
    {
        var protocol = TestSetProtocol.Create(TestSetDefinition.ImageNetR, ["n02", "n05"], Wnids);

        Assert.Equal([1, 4], protocol.Competing);
        Assert.Equal(4, protocol.Predict([9, 1, 8, 7, 2]));
        Assert.True(protocol.IsCorrect(label: 1, prediction: 4));
        Assert.False(protocol.IsCorrect(label: 0, prediction: 4));
    }

    [Fact]
    public void V2_s_folders_are_numbers_that_sort_as_strings()
    {
        var folders = Enumerable.Range(0, 12).Select(number => $"{number}").Order(StringComparer.Ordinal).ToList();
        var protocol = TestSetProtocol.Create(
            TestSetDefinition.ImageNetV2, folders, [.. Enumerable.Range(0, 12).Select(i => $"n{i:D2}")]);

        Assert.Equal(["0", "1", "10", "11", "2"], folders.Take(5));
        Assert.True(protocol.IsCorrect(label: 2, prediction: 10));
        Assert.True(protocol.IsCorrect(label: 4, prediction: 2));
        Assert.False(protocol.IsCorrect(label: 2, prediction: 2));
    }

    [Theory]
    [InlineData("01")]
    [InlineData("5")]
    [InlineData("-1")]
    [InlineData("n01")]
    public void V2_s_folders_must_be_class_numbers(string folder)
    {
        var failure = Assert.Throws<TestSetException>(() =>
            TestSetProtocol.Create(TestSetDefinition.ImageNetV2, ["0", folder], Wnids));
        Assert.Equal($"ImageNet-V2 (matched frequency): folder '{folder}' is no class number; expected 0 to 4", failure.Message);
    }

    [Fact]
    public void ObjectNet_without_its_mapping_is_told_how_to_get_it()
    {
        var failure = Assert.Throws<TestSetException>(() =>
            TestSetProtocol.Create(TestSetDefinition.ObjectNet, ["teapot"], Wnids));
        Assert.Contains("registered without its mapping files; expected 'dataset add ... --mapping DIR'", failure.Message);
    }

    [Fact]
    public void A_folder_of_no_training_class_is_named()
    {
        var failure = Assert.Throws<TestSetException>(() =>
            TestSetProtocol.Create(TestSetDefinition.ImageNetA, ["n02", "N03"], Wnids));
        Assert.Equal("ImageNet-A: folder 'N03' is none of the 5 training classes", failure.Message);
    }

    [Fact]
    public void The_first_of_equal_logits_wins_and_no_number_never_does()
    {
        var protocol = TestSetProtocol.OwnClasses(4);
        Assert.Equal(1, protocol.Predict([0, 3, 3, 2]));
        Assert.Equal(2, protocol.Predict([float.NaN, float.NegativeInfinity, 1, float.NaN]));
        Assert.Equal(1, protocol.Predict([float.NaN, float.NegativeInfinity, float.NaN, float.NaN]));
        Assert.Equal(0, protocol.Predict([float.NaN, float.NaN, float.NaN, float.NaN]));
        Assert.Throws<ArgumentException>(() => protocol.Predict([1, 2, 3]));
    }
}
