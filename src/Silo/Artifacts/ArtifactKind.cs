namespace Counterfactual.Silo.Artifacts;

/// <summary>What an object in an artifact store is.</summary>
public enum ArtifactKind
{
    /// <summary>An artifact.</summary>
    Whole,

    /// <summary>An artifact that was found damaged and set aside.</summary>
    Damaged,

    /// <summary>What a writer has not finished yet, or never will.</summary>
    Unfinished,
}
