using System.Diagnostics;
using System.Runtime.CompilerServices;
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

    Task RemindAndFail(string name);

    /// <summary>Registers, removes and looks for a reminder in one turn.</summary>
    /// <returns>Whether there was one after it was registered, and after it was removed.</returns>
    Task<(bool Registered, bool Removed)> RemindAndForget(string name);

    Task Forget(string name);

    Task FailNextReminders(int count);

    Task Clear();

    /// <summary>Adds one to another counter by three one-way calls, and perhaps fails then.</summary>
    Task AddLater(string other, bool fail);

    [OneWay] Task AddOne();

    /// <summary>Adds, says so on standard output, and never returns.</summary>
    Task AddAndStay(int amount);

    [ReadOnly] Task<int> Get();

    [ReadOnly] Task<IReadOnlyList<int>> GetAll(IReadOnlyList<string> keys);

    /// <summary>A read-only method that breaks its word.</summary>
    [ReadOnly] Task ChangeNevertheless();

    [ReadOnly] Task CallAddNevertheless(string other);

    [ReadOnly] Task CallOneWayNevertheless(string other);

    /// <summary>Adds, and waits in the turn until the gate is opened.</summary>
    Task AddBehind(string gate, int amount);

    /// <summary>Adds in a turn that calls share, perhaps waiting in it for a gate, and perhaps failing then.</summary>
    /// <returns>The counter's value, and what tells the turn from others.</returns>
    [SharesTurn]
    Task<(int Value, Guid Turn)> AddTogether(
        int amount, string? gate = null, bool fail = false, CancellationToken cancellation = default);

    /// <summary>Which span a call is made in whose turn calls share, perhaps waiting in it for a gate.</summary>
    /// <returns>The id of the current span, and what tells the turn from others.</returns>
    [SharesTurn] Task<(string? Span, Guid Turn)> SpanTogether(string? gate = null);

    /// <summary>Adds, and waits in the turn until it is cancelled, if that is heeded, or for ever.</summary>
    Task AddAndWait(int amount, bool heeds, CancellationToken cancellation = default);

    /// <summary>Gives away the turn's own reference to another counter.</summary>
    Task<ICounterGrain> Leak(string other);

    /// <summary>The time before and after a call to another counter.</summary>
    Task<(DateTimeOffset Before, DateTimeOffset After)> TimeAround(string other);
}

/// <inheritdoc cref="ICounterGrain"/>
public sealed class CounterGrain(
    [PersistentState("counter")] IPersistentState<CounterState> counter, TimeProvider time) : Grain, ICounterGrain
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

    public async Task<(bool Registered, bool Removed)> RemindAndForget(string name)
    {
        var reminder = await this.RegisterOrUpdateReminder(name, TimeSpan.Zero, TimeSpan.FromDays(1));
        var registered = await this.GetReminder(name) is not null;
        await this.UnregisterReminder(reminder);
        return (registered, await this.GetReminder(name) is not null);
    }

    public async Task RemindAndFail(string name)
    {
        await Remind(name, TimeSpan.Zero, TimeSpan.FromDays(1));
        throw new CounterException();
    }

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

    public async Task AddLater(string other, bool fail)
    {
        for (var call = 0; call < 3; call++)
        {
            await Counter(other).AddOne();
        }

        if (fail)
        {
            throw new CounterException();
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

    public Task CallOneWayNevertheless(string other) => Counter(other).AddOne();

    public async Task AddBehind(string gate, int amount)
    {
        await Add(amount);
        await Gate.PassAsync(gate);
    }

    public async Task<(int Value, Guid Turn)> AddTogether(int amount, string? gate, bool fail, CancellationToken cancellation)
    {
        var value = await Add(amount);
        if (gate is not null)
        {
            await Gate.PassAsync(gate);
        }

        return fail ? throw new CounterException() : (value, TurnNames.GetOrCreateValue(GrainFactory).Name);
    }

    public async Task<(string? Span, Guid Turn)> SpanTogether(string? gate)
    {
        if (gate is not null)
        {
            await Gate.PassAsync(gate);
        }

        return (Activity.Current?.Id, TurnNames.GetOrCreateValue(GrainFactory).Name);
    }

    public async Task AddAndWait(int amount, bool heeds, CancellationToken cancellation)
    {
        await Add(amount);
        await Task.Delay(Timeout.Infinite, heeds ? cancellation : default);
    }

    public Task<ICounterGrain> Leak(string other) => Task.FromResult(Counter(other));

    public async Task<(DateTimeOffset Before, DateTimeOffset After)> TimeAround(string other)
    {
        var before = time.GetUtcNow();
        await Task.Delay(5);
        await Counter(other).Add(1);
        return (before, time.GetUtcNow());
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

    private static readonly ConditionalWeakTable<IGrainFactory, TurnName> TurnNames = new();

    /// <summary>Every turn has a grain factory of its own.</summary>
    private sealed class TurnName
    {
        public Guid Name { get; } = Guid.NewGuid();
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
