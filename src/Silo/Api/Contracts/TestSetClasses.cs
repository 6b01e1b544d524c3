namespace Counterfactual.Silo.Api.Contracts;

/// <summary>How often a model was right about the images of each class of a test set.</summary>
/// <param name="TestSet">Short name of the test set.</param>
/// <param name="Alpha">Weight of the fine-tuned parameters of the model, 0..1.</param>
/// <param name="Classes">One entry for each label of which there are images.</param>
public sealed record TestSetClasses(string TestSet, double Alpha, IReadOnlyList<ClassAccuracy> Classes);

/// <summary>How often a model was right about the images of a label.</summary>
/// <param name="Label">The label's number in the test set.</param>
/// <param name="Name">The classes that are right for it.</param>
/// <param name="Correct">Images predicted right.</param>
/// <param name="Count">Images in all.</param>
public sealed record ClassAccuracy(int Label, string Name, int Correct, int Count);
