namespace Counterfactual.Training.TestSets;

/// <summary>A published test set: how large it is, and how its images are read and judged.</summary>
/// <param name="Name">Its column in the paper's table.</param>
/// <param name="Title">Its full name.</param>
/// <param name="Images">Images that count.</param>
/// <param name="Classes">Folders that count.</param>
/// <param name="Labels">What the names of its folders mean.</param>
/// <param name="Border">Pixels to cut off each side of every image.</param>
public sealed record TestSetDefinition(string Name, string Title, int Images, int Classes, LabelRule Labels, int Border = 0)
{
    /// <summary>ImageNet's validation set (Deng et al., 2009), in-distribution.</summary>
    public static TestSetDefinition ImageNet { get; } = new(
        "IN", "ImageNet (validation)", 50_000, 1000, LabelRule.TrainingClassName);

    /// <summary>ImageNet-V2, matched frequency (Recht et al., 2019).</summary>
    public static TestSetDefinition ImageNetV2 { get; } = new(
        "V2", "ImageNet-V2 (matched frequency)", 10_000, 1000, LabelRule.TrainingClassNumber);

    /// <summary>ImageNet-R, renditions (Hendrycks et al., 2021).</summary>
    public static TestSetDefinition ImageNetR { get; } = new("R", "ImageNet-R", 30_000, 200, LabelRule.TrainingClassName);

    /// <summary>ImageNet-Sketch (Wang et al., 2019).</summary>
    public static TestSetDefinition ImageNetSketch { get; } = new(
        "Sketch", "ImageNet-Sketch", 50_889, 1000, LabelRule.TrainingClassName);

    /// <summary>
    /// ObjectNet (Barbu et al., 2019): of its 313 classes those that ImageNet has too; its images have a red border.
    /// </summary>
    public static TestSetDefinition ObjectNet { get; } = new(
        "ObjectNet", "ObjectNet", 18_574, 113, LabelRule.ObjectNetMapping, Border: 2);

    /// <summary>ImageNet-A, natural adversarial examples (Hendrycks et al., 2021).</summary>
    public static TestSetDefinition ImageNetA { get; } = new("A", "ImageNet-A", 7_500, 200, LabelRule.TrainingClassName);

    /// <summary>All six, in the order of the paper's table.</summary>
    public static IReadOnlyList<TestSetDefinition> All { get; } =
        [ImageNet, ImageNetV2, ImageNetR, ImageNetSketch, ObjectNet, ImageNetA];

    /// <summary>Makes sure that a copy of the test set is whole.</summary>
    /// <param name="where">The copy, for the message.</param>
    /// <param name="images">Its images that count.</param>
    /// <param name="classes">Its folders that count.</param>
    /// <exception cref="TestSetException">The published numbers are others.</exception>
    public void RequireWhole(string where, long images, int classes)
    {
        if (images != Images || classes != Classes)
        {
            throw new TestSetException(FormattableString.Invariant(
                $"{where}: {images:N0} images of {classes:N0} classes; {Title} has {Images:N0} images of {Classes:N0} classes"));
        }
    }
}
