namespace Counterfactual.Training.Experiments;

/// <summary>What of an experiment is stored beside its numbers.</summary>
public enum KeptFiles
{
    /// <summary>Nothing more.</summary>
    Nothing,

    /// <summary>The fine-tuned weights: other points on the line to them can then be evaluated without training again.</summary>
    Model,
}
