using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>A grain that only the host's tests know.</summary>
[Alias("tests.counter")]
public interface ICounterGrain : IGrainWithStringKey, IRemindable
{
    Task<int> Add(int amount);

    /// <summary>Adds to this counter and to another.</summary>
    Task AddBoth(string other, int amount);

    /// <summary>Adds here, then has another counter add and fail.</summary>
    Task AddThenFailIn(string other, int amount);

    /// <summary>As <see cref="AddThenFailIn"/>, catching the failure.</summary>
    Task AddAndSwallowFailureIn(string other, int amount);

    /// <summary>Adds, then fails.</summary>
    Task AddAndFail(int amount);

    /// <summary>Has another counter call back into this one while its change is not written yet.</summary>
    Task<int> AddThrough(string other, int amount);

    Task<int> AddTo(string other, int amount);

    Task Remind(string name, TimeSpan due, TimeSpan period);

    Task Forget(string name);

    Task FailNextReminders(int count);

    Task Clear();

    Task AddLater();

    [OneWay] Task AddOne();

    /// <summary>Adds, says so on standard output, and never returns.</summary>
    Task AddAndStay(int amount);

    [ReadOnly] Task<int> Get();

    [ReadOnly] Task<IReadOnlyList<int>> GetAll(IReadOnlyList<string> keys);

    /// <summary>A read-only method that breaks its word.</summary>
    [ReadOnly] Task ChangeNevertheless();

    [ReadOnly] Task CallAddNevertheless(string other);
}

/// <inheritdoc cref="ICounterGrain"/>
public sealed class CounterGrain([PersistentState("counter")] IPersistentState<CounterState> counter) : Grain, ICounterGrain
{
    public async Task<int> Add(int amount)
    {
        counter.State.Value += amount;
        await counter.WriteStateAsync();
        return counter.State.Value;
    }

    public async Task AddBoth(string other, int amount)
    {
        await Add(amount);
        await Counter(other).Add(amount);
    }

    public async Task AddThenFailIn(string other, int amount)
    {
        await Add(amount);
        await Counter(other).AddAndFail(amount);
    }

    public async Task AddAndSwallowFailureIn(string other, int amount)
    {
        await Add(amount);
        try
        {
            await Counter(other).AddAndFail(amount);
        }
        catch (CounterException)
        {
            await Add(amount);
        }
    }

    public async Task AddAndFail(int amount)
    {
        await Add(amount);
        throw new CounterException();
    }

    public async Task<int> AddThrough(string other, int amount)
    {
        counter.State.Value += amount;
        await Counter(other).AddTo(this.GetPrimaryKeyString(), amount);
        return counter.State.Value;
    }

    public Task<int> AddTo(string other, int amount) => Counter(other).Add(amount);

    public Task Remind(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task Forget(string name)
    {
        if (await this.GetReminder(name) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    public Task FailNextReminders(int count)
    {
        counter.State.FailuresAhead = count;
        return counter.WriteStateAsync();
    }

    public Task Clear() => counter.ClearStateAsync();

    public async Task AddLater()
    {
        for (var call = 0; call < 3; call++)
        {
            await Counter(this.GetPrimaryKeyString()).AddOne();
        }
    }

    public Task AddOne() => Add(1);

    public async Task AddAndStay(int amount)
    {
        await Add(amount);
        await Counter(this.GetPrimaryKeyString() + "-other").Add(amount);
        Console.WriteLine("in a turn");
        await Task.Delay(Timeout.Infinite);
    }

    public Task<int> Get() => Task.FromResult(counter.State.Value);

    public async Task<IReadOnlyList<int>> GetAll(IReadOnlyList<string> keys)
    {
        List<int> values = [];
        foreach (var key in keys)
        {
            values.Add(await Counter(key).Get());
        }

        return values;
    }

    public Task ChangeNevertheless() => Add(1);

    public Task CallAddNevertheless(string other) => Counter(other).Add(1);

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (counter.State.FailuresAhead > 0 && RemainingFailures.TakeOne(this.GetPrimaryKeyString(), counter.State.FailuresAhead))
        {
            throw new CounterException();
        }

        return Add(1);
    }

    private ICounterGrain Counter(string key) => GrainFactory.GetGrain<ICounterGrain>(key);
}

/// <summary>Failures outlive the turns that they end, so they are counted outside.</summary>
internal static class RemainingFailures
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> Taken = new();

    public static bool TakeOne(string key, int allowed) => Taken.AddOrUpdate(key, 1, (_, count) => count + 1) <= allowed;
}

[GenerateSerializer, Alias("tests.counter-state")]
public sealed class CounterState
{
    [Id(0)] public int Value { get; set; }

    [Id(1)] public int FailuresAhead { get; set; }
}

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
