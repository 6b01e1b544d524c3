namespace Counterfactual.Training.Method;

/// <summary>What takes the place of masked patches (paper section 3.2).</summary>
public enum Refill
{
    /// <summary>Nothing: the patches are left out of the token sequence or of attention.</summary>
    None,

    /// <summary>The same positions of one other image of the batch.</summary>
    Single,

    /// <summary>The same position of another image drawn for each patch.</summary>
    Multi,
}
