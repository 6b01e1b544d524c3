namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class ReminderTestsOnSqlite(SqliteStore store) : ReminderTests(store);

[Collection(PostgresCollection.Name)]
public sealed class ReminderTestsOnPostgres(PostgresStore store) : ReminderTests(store);

public abstract class ReminderTests(TestStore store) : HostTests(store)
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    [Fact]
    public async Task Of_several_hosts_exactly_one_delivers_a_tick()
    {
        GrainHost[] hosts = [Host, await StartHostAsync(), await StartHostAsync()];
        for (var counter = 0; counter < 20; counter++)
        {
            await Counter($"{counter}").Remind("tick", TimeSpan.Zero, Never);
        }

        var delivered = await Task.WhenAll(Enumerable.Range(0, 9).Select(loop =>
            Task.Run(() => hosts[loop % 3].DeliverDueRemindersAsync())));
        Assert.Equal(20, delivered.Sum());
        Assert.All(
            await Counter("x").GetAll([.. Enumerable.Range(0, 20).Select(key => $"{key}")]), value => Assert.Equal(1, value));
    }

    [Fact]
    public async Task A_reminder_ticks_when_it_is_due_and_again_after_each_period()
    {
        await Counter("a").Remind("later", Never, Never);
        Assert.Equal(0, await Host.DeliverDueRemindersAsync());
        await Counter("a").Remind("later", TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        await Until.TrueAsync(async () =>
        {
            await Host.DeliverDueRemindersAsync();
            return await Counter("a").Get() >= 3;
        });
    }

    [Fact]
    public async Task A_host_delivers_reminders_by_itself()
    {
        await Counter("a").Remind("tick", TimeSpan.Zero, Never);
        await StartHostAsync(options => options with { ReminderPeriod = TimeSpan.FromMilliseconds(10) });
        await Until.TrueAsync(async () => await Counter("a").Get() == 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_turn_that_registers_and_removes_a_reminder_nothing_is_left(bool wasThere)
    {
        if (wasThere)
        {
            await Counter("a").Remind("tick", TimeSpan.Zero, Never);
        }

        Assert.Equal((true, false), await Counter("a").RemindAndForget("tick"));
        Assert.Equal(0, await Host.DeliverDueRemindersAsync());
    }

    [Fact]
    public async Task A_forgotten_reminder_does_not_tick()
    {
        await Counter("a").Remind("tick", TimeSpan.Zero, Never);
        await Counter("a").Forget("tick");
        await Counter("a").Forget("tick");
        Assert.Equal(0, await Host.DeliverDueRemindersAsync());
        Assert.Equal(0, await Counter("a").Get());
    }

    [Fact]
    public async Task A_reminder_of_a_turn_that_failed_does_not_exist()
    {
        await Assert.ThrowsAsync<CounterException>(() => Counter("a").RemindAndFail("tick"));
        Assert.Equal(0, await Host.DeliverDueRemindersAsync());
    }

    [Fact]
    public async Task A_tick_that_fails_changes_nothing_and_is_tried_again()
    {
        var failing = Guid.NewGuid().ToString();
        await Counter(failing).FailNextReminders(2);
        await Counter("b").Remind("tick", TimeSpan.Zero, Never);
        await Counter(failing).Remind("tick", TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        await Host.DeliverDueRemindersAsync();
        Assert.Equal([0, 1], await Counter("x").GetAll([failing, "b"]));
        await Until.TrueAsync(async () =>
        {
            await Host.DeliverDueRemindersAsync();
            return await Counter(failing).Get() > 0;
        });
    }

    private ICounterGrain Counter(string key) => Host.Client.GetGrain<ICounterGrain>(key);
}
