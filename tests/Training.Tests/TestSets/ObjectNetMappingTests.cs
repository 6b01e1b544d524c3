using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Tests.TestSets;

public sealed class ObjectNetMappingTests : IDisposable
{
    private static readonly string[] Wnids = ["n01", "n02", "n03"];

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Folders_stand_for_the_classes_that_the_mapping_names()
    {
        ObjectNet();

        var mapping = ObjectNetMapping.Load(directory.File("on/mappings"));

        // The ids of ImageNet 2012 are 0: n02, 1: n03, 2: n01. A clock is either of two classes, the bucket is the third.
        Assert.Equal(["bucket", "clock"], mapping.Folders.Order());
        Assert.Equal([0], mapping.ClassesOf("bucket"));
        Assert.Equal([1, 2], mapping.ClassesOf("clock"));
        Assert.Empty(mapping.ClassesOf("chopsticks"));
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
        var failure = Assert.Throws<TestSetException>(() => Protocol(["bucket"], Wnids));
        Assert.Equal("ObjectNet: folder 'clock', which its mapping names, is missing", failure.Message);
    }

    [Fact]
    public void A_model_of_other_classes_is_refused()
    {
        ObjectNet();
        var failure = Assert.Throws<TestSetException>(() => Protocol(["bucket", "clock"], ["n01"]));
        Assert.Equal("ObjectNet's mapping knows 3 ImageNet classes; the model has 1", failure.Message);
    }

    [Theory]
    [InlineData("folder_to_objectnet_label.json", "{", "folder_to_objectnet_label.json: not one of ObjectNet's mapping files")]
    [InlineData("folder_to_objectnet_label.json", "[]", "folder_to_objectnet_label.json: not one of ObjectNet's mapping files")]
    [InlineData(
        "folder_to_objectnet_label.json", "{\"a\": null}",
        "folder_to_objectnet_label.json: not one of ObjectNet's mapping files")]
    [InlineData(
        "folder_to_objectnet_label.json", "{\"a\": \"X\", \"b\": \"X\"}",
        "folder_to_objectnet_label.json: 'a' and 'b' have the same value, 'X'")]
    [InlineData(
        "folder_to_objectnet_label.json", "{}",
        "objectnet_to_imagenet_1k.json: folder_to_objectnet_label.json has no folder with the label 'Alarm clock'")]
    [InlineData(
        "objectnet_to_imagenet_1k.json", "{\"Bucket\": \"pail\"}",
        "objectnet_to_imagenet_1k.json: imagenet_to_label_2012_v2 has no class 'pail' for 'Bucket'")]
    [InlineData(
        "pytorch_to_imagenet_2012_id.json", "{\"0\": 0, \"1\": 7}",
        "imagenet_to_label_2012_v2:2: pytorch_to_imagenet_2012_id.json has no class with the id 1")]
    [InlineData(
        "pytorch_to_imagenet_2012_id.json", "{\"0\": 0, \"9\": 1, \"2\": 2}",
        "imagenet_to_label_2012_v2:2: pytorch_to_imagenet_2012_id.json has no class with the id 1")]
    [InlineData(
        "pytorch_to_imagenet_2012_id.json", "{\"0\": 0.5}",
        "pytorch_to_imagenet_2012_id.json: not one of ObjectNet's mapping files")]
    public void Damaged_mapping_files_are_named(string file, string content, string message)
    {
        ObjectNet();
        File.WriteAllText(directory.File($"on/mappings/{file}"), content);
        var failure = Assert.Throws<TestSetException>(() => ObjectNetMapping.Load(directory.File("on/mappings")));
        Assert.Contains(message, failure.Message);
    }

    private void ObjectNet()
    {
        Directory.CreateDirectory(directory.File("on/mappings"));
        Mapping("folder_to_objectnet_label.json",
            "{\"clock\": \"Alarm clock\", \"bucket\": \"Bucket\", \"chopsticks\": \"Chopstick\"}");
        Mapping("objectnet_to_imagenet_1k.json",
            "{\"Alarm clock\": \"analog clock; digital clock, bedside clock\", \"Bucket\": \"bucket\"}");
        Mapping("pytorch_to_imagenet_2012_id.json", "{\"0\": 2, \"1\": 0, \"2\": 1}");
        Mapping("imagenet_to_label_2012_v2", "analog clock\ndigital clock, bedside clock\nbucket\n");
    }

    private void Mapping(string file, string content) => File.WriteAllText(directory.File($"on/mappings/{file}"), content);

    private TestSetProtocol Protocol(string[] folders, string[] trainingClasses) =>
        TestSetProtocol.Create(
            TestSetDefinition.ObjectNet, folders, trainingClasses, ObjectNetMapping.Load(directory.File("on/mappings")));
}
