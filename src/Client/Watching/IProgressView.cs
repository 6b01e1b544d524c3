namespace Counterfactual.Client.Watching;

/// <summary>Shows a sweep's progress on standard error while it runs.</summary>
internal interface IProgressView
{
    /// <summary>Shows where the sweep stands now; called at most four times a second, with every event once.</summary>
    void Show(WatchedSweep sweep);

    /// <summary>Says something once.</summary>
    void Note(string line);

    /// <summary>Leaves the terminal to whatever comes next.</summary>
    void End();
}
