using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Tests.TestSets;

public sealed class TestSetFolderTests : IDisposable
{
    private static readonly string[] Wnids = ["n01", "n02", "n03"];

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_whole_test_set_opens()
    {
        Images("r/n03/a.jpg", "r/n03/b.jpg", "r/n01/a.jpg");

        var set = TestSetFolder.Open(TestSetDefinition.ImageNetR with { Images = 3, Classes = 2 }, directory.File("r"), Wnids);

        Assert.Equal(["n01", "n03"], set.Folder.Classes);
        Assert.Equal([0, 2], set.Protocol.Competing);
        Assert.Equal((224, 0), (set.Preprocessing.Size, set.Preprocessing.Border));
    }

    [Fact]
    public void A_test_set_that_is_not_whole_says_what_is_there()
    {
        Images("a/n03/a.jpg", "a/n01/a.jpg");
        var failure = Assert.Throws<TestSetException>(() => TestSetFolder.Open(TestSetDefinition.ImageNetA, directory.File("a"), Wnids));
        Assert.Equal($"{directory.File("a")}: 2 images of 2 classes; ImageNet-A has 7,500 images of 200 classes", failure.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("images")]
    public void ObjectNet_counts_the_folders_that_ImageNet_has_and_cuts_its_border(string given)
    {
        ObjectNet();

        var set = TestSetFolder.Open(TestSetDefinition.ObjectNet with { Images = 3, Classes = 2 }, directory.File(Path.Combine("on", given)), Wnids);

        Assert.Equal(["bucket", "clock"], set.Folder.Classes);
        Assert.Equal(["bucket/1.png", "clock/1.png", "clock/2.png"], set.Folder.Images.Select(image => image.Path));
        Assert.Equal(2, set.Preprocessing.Border);

        // The ids of ImageNet 2012 are 0: n02, 1: n03, 2: n01. A clock is either of two classes, the bucket is the third.
        Assert.Equal([0, 1, 2], set.Protocol.Competing);
        Assert.Equal([(false, false, true), (true, true, false)], new[] { 0, 1 }.Select(label =>
            (set.Protocol.IsCorrect(label, 1), set.Protocol.IsCorrect(label, 2), set.Protocol.IsCorrect(label, 0))));
    }

    [Fact]
    public void Labels_that_ImageNet_lacks_are_not_counted_where_all_of_ObjectNet_was_packed()
    {
        ObjectNet();
        var mapping = ObjectNetMapping.Load(directory.File("on/mappings"));
        var protocol = TestSetProtocol.Create(TestSetDefinition.ObjectNet, ["bucket", "chopsticks", "clock"], Wnids, mapping);
        var counts = new PredictionCounts(protocol);

        counts.Add([1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1], [0, 1, 2, 2]);

        Assert.Equal((3, 2), (counts.Count, counts.Correct));
        Assert.Equal(2, protocol.CountedLabels);
    }

    [Fact]
    public void A_mapped_folder_that_is_missing_is_named()
    {
        ObjectNet();
        Directory.Delete(directory.File("on/images/clock"), recursive: true);
        var failure = Assert.Throws<TestSetException>(() => TestSetFolder.Open(TestSetDefinition.ObjectNet, directory.File("on"), Wnids));
        Assert.Equal("ObjectNet: folder 'clock', which its mapping names, is missing", failure.Message);
    }

    [Fact]
    public void A_model_of_other_classes_is_refused()
    {
        ObjectNet();
        var failure = Assert.Throws<TestSetException>(() => TestSetFolder.Open(TestSetDefinition.ObjectNet, directory.File("on"), ["n01"]));
        Assert.Equal("ObjectNet's mapping knows 3 ImageNet classes; the model has 1", failure.Message);
    }

    [Theory]
    [InlineData("folder_to_objectnet_label.json", "{", "folder_to_objectnet_label.json: not one of ObjectNet's mapping files")]
    [InlineData("folder_to_objectnet_label.json", "[]", "folder_to_objectnet_label.json: not one of ObjectNet's mapping files")]
    [InlineData("folder_to_objectnet_label.json", "{\"a\": null}", "folder_to_objectnet_label.json: not one of ObjectNet's mapping files")]
    [InlineData("folder_to_objectnet_label.json", "{\"a\": \"X\", \"b\": \"X\"}", "folder_to_objectnet_label.json: 'a' and 'b' have the same value, 'X'")]
    [InlineData("folder_to_objectnet_label.json", "{}", "objectnet_to_imagenet_1k.json: folder_to_objectnet_label.json has no folder with the label 'Alarm clock'")]
    [InlineData("objectnet_to_imagenet_1k.json", "{\"Bucket\": \"pail\"}", "objectnet_to_imagenet_1k.json: imagenet_to_label_2012_v2 has no class 'pail' for 'Bucket'")]
    [InlineData("pytorch_to_imagenet_2012_id.json", "{\"0\": 0, \"1\": 7}", "imagenet_to_label_2012_v2:2: pytorch_to_imagenet_2012_id.json has no class with the id 1")]
    [InlineData("pytorch_to_imagenet_2012_id.json", "{\"0\": 0, \"9\": 1, \"2\": 2}", "imagenet_to_label_2012_v2:2: pytorch_to_imagenet_2012_id.json has no class with the id 1")]
    [InlineData("pytorch_to_imagenet_2012_id.json", "{\"0\": 0.5}", "pytorch_to_imagenet_2012_id.json: not one of ObjectNet's mapping files")]
    public void Damaged_mapping_files_are_named(string file, string content, string message)
    {
        ObjectNet();
        File.WriteAllText(directory.File($"on/mappings/{file}"), content);
        var failure = Assert.Throws<TestSetException>(() => ObjectNetMapping.Load(directory.File("on/mappings")));
        Assert.Contains(message, failure.Message);
    }

    private void ObjectNet()
    {
        Images("on/images/clock/1.png", "on/images/clock/2.png", "on/images/bucket/1.png", "on/images/chopsticks/1.png");
        Directory.CreateDirectory(directory.File("on/mappings"));
        Mapping("folder_to_objectnet_label.json", "{\"clock\": \"Alarm clock\", \"bucket\": \"Bucket\", \"chopsticks\": \"Chopstick\"}");
        Mapping("objectnet_to_imagenet_1k.json", "{\"Alarm clock\": \"analog clock; digital clock, bedside clock\", \"Bucket\": \"bucket\"}");
        Mapping("pytorch_to_imagenet_2012_id.json", "{\"0\": 2, \"1\": 0, \"2\": 1}");
        Mapping("imagenet_to_label_2012_v2", "analog clock\ndigital clock, bedside clock\nbucket\n");
    }

    private void Mapping(string file, string content) => File.WriteAllText(directory.File($"on/mappings/{file}"), content);

    private void Images(params string[] paths)
    {
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(directory.File(path))!);
            File.WriteAllText(directory.File(path), "");
        }
    }
}
