namespace Counterfactual.Grains.Hosting.Tests;

public sealed class CounterException : Exception
{
    public CounterException()
        : base("the counter fails as asked")
    {
    }

    public CounterException(string message)
        : base(message)
    {
    }

    public CounterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
