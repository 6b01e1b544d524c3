namespace Counterfactual.Training.Experiments;

/// <summary>Whose relevance map decides which patches are masked.</summary>
public enum RelevanceModel
{
    /// <summary>The student's, as it stands at each step: the paper's (section 3.2).</summary>
    Student,

    /// <summary>
    /// The frozen pretrained model's. This departs from the paper: the masks of an image are the same in every epoch, and do not
    /// follow what the student learns. It saves the pass for the map, since each image's map is computed once for all experiments
    /// and kept beside its shard.
    /// </summary>
    Teacher,
}
