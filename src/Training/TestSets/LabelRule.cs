namespace Counterfactual.Training.TestSets;

/// <summary>What the names of a test set's folders tell of the training classes.</summary>
public enum LabelRule
{
    /// <summary>A folder has the name of its training class (a WordNet id). Classes without a folder do not compete.</summary>
    TrainingClassName,

    /// <summary>A folder has the number of its training class. (As strings the names sort 0, 1, 10, 100, ..., so a folder's place
    /// is not its number.)</summary>
    TrainingClassNumber,

    /// <summary>
    /// ObjectNet's mapping files say which training classes a folder stands for; folders without any do not count.
    /// </summary>
    ObjectNetMapping,
}
