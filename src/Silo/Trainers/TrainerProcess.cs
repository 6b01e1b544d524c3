namespace Counterfactual.Silo.Trainers;

/// <summary>The child process that trains: the hidden command <c>counterfactual trainer</c>, without arguments.</summary>
public static class TrainerProcess
{
    /// <summary>Serves its silo over standard input and output until standard input closes.</summary>
    /// <returns>The exit code.</returns>
    public static int Main() => throw new NotImplementedException();
}
