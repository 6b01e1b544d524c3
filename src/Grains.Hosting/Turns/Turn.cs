using System.Runtime.ExceptionServices;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Telemetry;
using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>
/// A call from outside, or several that share the turn, with everything called within: one transaction. Each grain has one
/// activation, whose rows are locked when the turn first touches it (a read-only turn locks nothing). Where a call within the
/// turn fails, the turn cannot commit, even where its caller caught the exception: half of a call tree is never seen.
/// </summary>
internal sealed class Turn : IGrainCaller
{
    private readonly Dictionary<GrainId, Grain> activations = [];
    private readonly HashSet<GrainId> touched = [];
    private readonly GrainCatalogue catalogue;
    private Exception? failure;
    private bool hasBegun;
    private bool hasEnded;

    public Turn(Session session, Database database, GrainCatalogue catalogue)
    {
        Session = session;
        Database = database;
        this.catalogue = catalogue;
        GrainFactory = new GrainReferenceFactory(catalogue, this);
    }

    public Session Session { get; }

    public Database Database { get; }

    public IGrainFactory GrainFactory { get; }

    /// <summary>The grains that the turn has locked, and the one that it was about to lock when it failed.</summary>
    public IReadOnlyCollection<GrainId> Touched => touched;

    /// <summary>One-way calls to be made once the turn has committed.</summary>
    public HashSet<(GrainId Id, GrainMethod<Nothing> Method)> Afterwards { get; } = [];

    /// <summary>The reminders that it changes.</summary>
    public ReminderChanges Reminders { get; } = new();

    /// <summary>What it changes, to be told once it has committed.</summary>
    public TurnChanges Changes { get; } = new();

    /// <summary>Whether the turn put work into the queue.</summary>
    public bool MadeWork { get; private set; }

    public void MakeWork()
    {
        if (!MadeWork)
        {
            MadeWork = true;
            Session.NotifyWork();
        }
    }

    /// <summary>Begins with something else than a call: from here on one-way calls are made after the turn.</summary>
    public void BeginWithoutCall() => hasBegun = true;

    public async Task<TResult> CallAsync<TResult>(GrainId id, GrainMethod<TResult> method, object?[] arguments)
    {
        ObjectDisposedException.ThrowIf(hasEnded, this);
        if (Session.ReadOnly && !method.IsReadOnly)
        {
            throw new InvalidOperationException($"{id}.{method.Name} may change something, and was called in a read-only turn");
        }

        if (method.IsOneWay && hasBegun)
        {
            Afterwards.Add((id, (GrainMethod<Nothing>)(object)method));
            return default!;
        }

        hasBegun = true;
        try
        {
            return await method.InvokeAsync(await ActivateAsync(id), arguments);
        }
        catch (Exception exception) when (!method.IsReadOnly)
        {
            failure ??= exception;
            throw;
        }
    }

    /// <summary>The grain's only activation in this turn.</summary>
    public async Task<Grain> ActivateAsync(GrainId id)
    {
        if (!activations.TryGetValue(id, out var grain))
        {
            await ActivateTogetherAsync([id]);
            grain = activations[id];
        }

        return grain;
    }

    /// <summary>
    /// Activates, and so locks, grains in one journey, in the order that all turns use where they know their grains beforehand.
    /// </summary>
    public async Task ActivateTogetherAsync(IEnumerable<GrainId> ids)
    {
        ObjectDisposedException.ThrowIf(hasEnded, this);
        List<(GrainId Id, Grain Grain)> activated = [];
        List<PersistentState> states = [];
        foreach (var id in ids.Distinct().Where(id => !activations.ContainsKey(id))
            .OrderBy(id => id.Type.Name, StringComparer.Ordinal).ThenBy(id => id.Key, StringComparer.Ordinal))
        {
            touched.Add(id);
            var (grain, itsStates) = id.Type.Activate(this, id);
            activated.Add((id, grain));
            states.AddRange(itsStates);
        }

        if (states.Count > 0)
        {
            await Session.QueryTogetherAsync([.. states.Select(state => state.Reading)]);
        }
        else if (activated.Count > 0)
        {
            // The turn's time is known from here on.
            await Session.FlushAsync();
        }

        foreach (var state in states)
        {
            await state.EndReadingAsync();
        }

        foreach (var (id, grain) in activated)
        {
            activations.Add(id, grain);
        }
    }

    /// <summary>The activation of a grain that the turn has activated.</summary>
    public Grain Activated(GrainId id) => activations[id];

    /// <summary>Activates grains that are called later in the turn.</summary>
    public Task ActivateTogetherAsync<TContract>(IEnumerable<string> keys) =>
        ActivateTogetherAsync(keys.Select(key => catalogue.Identify(typeof(TContract), key)));

    /// <summary>Ends the turn while something of it may still run, and can do nothing more.</summary>
    public void Abandon() => hasEnded = true;

    public async Task CommitAsync()
    {
        hasEnded = true;
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        Reminders.Write(Session);
        await Session.CommitAsync();
    }
}
