namespace Counterfactual.Tests.Fuzzing;

/// <summary>Makes hostile input of one kind and gives it to whoever reads that kind.</summary>
internal interface IFuzzer : IDisposable
{
    /// <summary>Tries one input. Throws where the reader answers it with anything but a result or its own exception.</summary>
    /// <param name="seed">Decides the input.</param>
    void Try(int seed);
}
