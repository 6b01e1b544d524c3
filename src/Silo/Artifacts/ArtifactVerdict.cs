namespace Counterfactual.Silo.Artifacts;

/// <summary>Whether an object in an artifact store can go.</summary>
public enum ArtifactVerdict
{
    /// <summary>The database points to it.</summary>
    Needed,

    /// <summary>Nothing points to it yet, and it is too young to tell that nothing will.</summary>
    Young,

    /// <summary>It is not known what it is for: silos of this database did not write it, or people put it there.</summary>
    Unknown,

    /// <summary>Nobody needs it any more.</summary>
    Garbage,
}
