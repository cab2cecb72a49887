# Runs schedules on Erlang/OTP's own `supervisor`: one Erlang term a line in, one line with the event log out.
#
# OTP's module is taken as it is installed: its abstract code is read from its own .beam file, given another name, and
# compiled in memory with three calls replaced, so that time is the schedule's, signals are written down, and an attempt
# to restart knows for which start it is. Everything else (gen_server, processes, links, monitors, signals) is the real one.

defmodule Oracle.Otp do
  @moduledoc "The supervisor of the installed OTP, under another name and on another clock."

  @doc "Compiles it as `name`; raises unless exactly the calls that are expected were replaced."
  def load(source, name) do
    {:ok, {_, [abstract_code: {:raw_abstract_v1, forms}]}} =
      :beam_lib.chunks(:code.which(source), [:abstract_code])

    {forms, replaced} = replace(forms, name, %{now: 0, exit: 0, cast: 0})

    unless replaced.now == 1 and replaced.cast == 1 and replaced.exit >= 3 do
      raise "#{source} of OTP #{System.otp_release()} is not as expected: replaced #{inspect(replaced)}"
    end

    {:ok, ^name, binary} = :compile.forms(forms, [])
    {:module, ^name} = :code.load_binary(name, 'oracle', binary)
  end

  defp replace({:attribute, line, :module, _}, name, seen),
    do: {{:attribute, line, :module, name}, seen}

  # erlang:monotonic_time(1)
  defp replace(
         {:call, line, {:remote, _, {:atom, _, :erlang}, {:atom, _, :monotonic_time}}, [{:integer, _, 1}]},
         _name,
         seen
       ),
       do: {call(line, :now, []), %{seen | now: seen.now + 1}}

  # exit(Pid, Reason)
  defp replace({:call, line, {:atom, _, :exit}, [_, _] = args}, name, seen),
    do: replace_exit(line, args, name, seen)

  defp replace({:call, line, {:remote, _, {:atom, _, :erlang}, {:atom, _, :exit}}, [_, _] = args}, name, seen),
    do: replace_exit(line, args, name, seen)

  # gen_server:cast(self(), {try_again_restart, Id})
  defp replace({:call, line, {:remote, _, {:atom, _, :gen_server}, {:atom, _, :cast}}, [_self, message]}, _name, seen),
    do: {call(line, :cast, [message]), %{seen | cast: seen.cast + 1}}

  defp replace(form, name, seen) when is_tuple(form) do
    {list, seen} = replace(Tuple.to_list(form), name, seen)
    {List.to_tuple(list), seen}
  end

  defp replace(form, name, seen) when is_list(form) and form != [] and is_list(tl(form)),
    do: Enum.map_reduce(form, seen, &replace(&1, name, &2))

  defp replace(form, _name, seen), do: {form, seen}

  defp replace_exit(line, args, name, seen) do
    {args, seen} = replace(args, name, seen)
    {call(line, :signal, args), %{seen | exit: seen.exit + 1}}
  end

  defp call(line, function, args),
    do: {:call, line, {:remote, line, {:atom, line, Oracle}, {:atom, line, function}}, args}
end

defmodule Oracle.Server do
  @moduledoc "OTP's callbacks in a real gen_server, with the answers written down."

  def init({module, args}) do
    Process.put(:module, module)
    Oracle.put(:supervisor, self())
    result = module.init(args)
    if match?({:ok, _}, result), do: Oracle.log("up")
    result
  end

  # The asker's messages come first, so nothing is left to do if nothing waits now.
  def handle_call(:quiet?, _from, state) do
    {:message_queue_len, waiting} = Process.info(self(), :message_queue_len)
    {:reply, waiting == 0, state}
  end

  def handle_call(request, {_sink, number} = from, state) do
    result = module().handle_call(request, from, state)
    Oracle.answered(number, elem(result, 1))
    result
  end

  # The one difference that is encoded: an attempt to restart is for one start. OTP's is for an id, and after
  # terminate_child and restart_child an old one may restart the child once more than was asked for.
  def handle_cast({{:try_again_restart, id} = message, attempt}, state) do
    if attempt == Oracle.attempts(id) do
      module().handle_cast(message, state)
    else
      Oracle.put(:stale, Oracle.get(:stale, 0) + 1)
      {:noreply, state}
    end
  end

  def handle_info(message, state) do
    with {:EXIT, pid, _reason} <- message, do: Oracle.put({:handled, pid}, true)
    module().handle_info(message, state)
  end

  def terminate(reason, state), do: module().terminate(reason, state)

  defp module, do: Process.get(:module)
end

defmodule Oracle do
  @moduledoc "One schedule at a time: its children, the messages that arrive, and the event log."

  @table :oracle

  def get(key, default \\ nil) do
    case :ets.lookup(@table, key) do
      [{_, value}] -> value
      [] -> default
    end
  end

  def put(key, value), do: :ets.insert(@table, {key, value})

  defp bump(key), do: :ets.update_counter(@table, key, 1, {key, 0})

  def log(line), do: put({:log, bump(:lines)}, line)

  # In the place of what OTP calls

  def now, do: get(:now)

  def signal(pid, reason) do
    if Process.alive?(pid) do
      id = get({:id, pid})
      :ets.delete(@table, {:pid, id})
      log(if(reason == :kill, do: "kill ", else: "ask ") <> "#{id}")
    end

    Process.exit(pid, reason)
  end

  def cast({:try_again_restart, id} = message), do: :gen_server.cast(self(), {message, attempts(id)})

  def attempts(id), do: get({:attempts, id}, 0)

  # Children

  @doc "The start function of every child; the gate holds the supervisor until it is opened."
  def start(:gate) do
    send(get(:controller), :gate_shut)

    receive do
      :open_gate -> :ignore
    end
  end

  def start(id) do
    attempt = bump({:attempts, id})
    log("start #{id}")
    {_shutdown, plans} = Map.fetch!(get(:lives), id)
    plan = plan(plans, attempt)
    {arrivals, outcome, _, _} = plan
    arrive(arrivals)

    case outcome do
      :error ->
        log("failed #{id}")
        {:error, :boom}

      :ignore ->
        log("ignored #{id}")
        :ignore

      _ ->
        pid = spawn_child(id, plan)
        log("up #{id}")
        with {:dies, reason} <- outcome, do: crash(id, reason)
        {:ok, pid}
    end
  end

  # What arrives by a plan does so the first time only.
  defp plan(plans, attempt) do
    {_, outcome, _, stop} = plan = Enum.at(plans, rem(attempt - 1, length(plans)))
    if attempt <= length(plans), do: plan, else: {[], outcome, [], stop}
  end

  defp spawn_child(id, plan) do
    supervisor = self()
    pid = spawn_link(fn -> live(supervisor, plan) end)
    put({:id, pid}, id)
    put({:pid, id}, pid)

    receive do
      {:ready, ^pid} -> pid
    end
  end

  defp live(supervisor, plan) do
    Process.flag(:trap_exit, true)
    send(supervisor, {:ready, self()})
    alive(supervisor, plan)
  end

  defp alive(supervisor, {_, _, arrivals, stop} = plan) do
    receive do
      {:crash, reason} ->
        exit(reason)

      {:EXIT, ^supervisor, :shutdown} when stop != :ignores ->
        arrive(arrivals)
        exit(stop)

      {:EXIT, ^supervisor, :shutdown} ->
        alive(supervisor, plan)
    end
  end

  # What arrives at the supervisor

  defp arrive(messages), do: Enum.each(messages, &arrive_one/1)

  defp arrive_one({:crash, id, reason}), do: crash(id, reason)
  defp arrive_one({:tick, seconds}), do: put(:now, now() + seconds)
  defp arrive_one({:start_child, child}), do: request({:start_child, spec(child)})
  defp arrive_one(request), do: request(request)

  # Back when the supervisor has it in its mailbox, or has handled it.
  defp crash(id, reason) do
    case get({:pid, id}) do
      nil ->
        :ok

      pid ->
        :ets.delete(@table, {:pid, id})
        if reason == :kill, do: Process.exit(pid, :kill), else: send(pid, {:crash, reason})
        await_exit(get(:supervisor), pid)
    end
  end

  defp await_exit(supervisor, pid) do
    case Process.info(supervisor, :messages) do
      {:messages, messages} ->
        unless Enum.any?(messages, &match?({:EXIT, ^pid, _}, &1)) or get({:handled, pid}) do
          :erlang.yield()
          await_exit(supervisor, pid)
        end

      nil ->
        :ok
    end
  end

  defp request(request), do: post(bump(:requests), request)

  defp post(number, request), do: send(get(:supervisor), {:"$gen_call", {get(:sink), number}, request})

  def answered(0, _reply), do: :ok

  def answered(number, reply) do
    put({:answered, number}, true)
    log("#{number} #{word(reply)}")
  end

  defp word(:ok), do: "ok"
  defp word({:ok, :undefined}), do: "ok none"
  defp word({:ok, pid}) when is_pid(pid), do: "ok #{get({:id, pid})}"
  defp word({:ok, %{} = s}), do: "#{s.id} #{s.restart} #{s.significant} #{s.shutdown} #{s.type}"
  defp word({:error, {:already_started, _}}), do: "already_started"
  defp word({:error, {:bad_combination, _}}), do: "not_supported"
  defp word({:error, {:boom, _child}}), do: "start_failed"
  defp word({:error, :boom}), do: "start_failed"
  defp word({:error, reason}) when is_atom(reason), do: "#{reason}"

  defp word([{:specs, specs}, {:active, active}, {:supervisors, supervisors}, {:workers, workers}]),
    do: "specs #{specs} active #{active} supervisors #{supervisors} workers #{workers}"

  # OTP lists the newest first.
  defp word(children) when is_list(children) do
    Enum.map_join(Enum.reverse(children), ", ", fn {id, child, type, _} ->
      state = %{undefined: "stopped", restarting: "restarting"}[child] || "running"
      "#{id} #{state} #{type}"
    end)
  end

  # A schedule

  defp spec({:gate, restart, significant}), do: spec(:gate, restart, significant, 5000)

  defp spec({id, restart, significant}) do
    {shutdown, _} = Map.fetch!(get(:lives), id)
    spec(id, restart, significant, shutdown)
  end

  defp spec(id, restart, significant, shutdown) do
    %{
      id: id,
      start: {__MODULE__, :start, [id]},
      restart: restart,
      significant: significant,
      shutdown: shutdown,
      type: :worker
    }
  end

  @doc "The supervisor's `init`."
  def init({flags, children}), do: {:ok, {flags, Enum.map(children, &spec/1)}}

  def run({now, {strategy, intensity, period, auto_shutdown}, children, lives, steps}, sink) do
    :ets.delete_all_objects(@table)
    :ets.insert(@table, controller: self(), sink: sink, now: now, lives: lives, requests: 0)
    flags = %{strategy: strategy, intensity: intensity, period: period, auto_shutdown: auto_shutdown}
    module = :oracle_supervisor

    case :gen_server.start_link(Oracle.Server, {module, {:self, __MODULE__, {flags, children}}}, []) do
      {:ok, supervisor} ->
        steps(supervisor, steps)

      {:error, {:shutdown, {:failed_to_start_child, id, :boom}}} ->
        receive do
          {:EXIT, _, _} -> log("ended failed #{id}")
        end
    end

    answered = for n <- Enum.to_list(1..get(:requests)//1), !get({:answered, n}), do: "#{n} shutting_down"
    lines = for n <- 1..get(:lines), do: get({:log, n})
    {lines ++ answered, get(:stale, 0)}
  end

  defp steps(supervisor, steps) do
    if settled(supervisor) do
      [step | rest] = steps
      step(supervisor, step)
      steps(supervisor, rest)
    end
  end

  defp step(_supervisor, {:now, message}), do: arrive_one(message)

  defp step(supervisor, {:held, messages}) do
    shut_gate(supervisor)
    arrive(messages)
    send(supervisor, :open_gate)
  end

  # Ours takes a stop before what waits, so OTP's gets it first.
  defp step(supervisor, {:stop, []}), do: Process.exit(supervisor, :shutdown)

  defp step(supervisor, {:stop, messages}) do
    shut_gate(supervisor)
    Process.exit(supervisor, :shutdown)
    arrive(messages)
    send(supervisor, :open_gate)
  end

  defp shut_gate(_supervisor) do
    post(0, {:start_child, spec({:gate, :temporary, false})})

    receive do
      :gate_shut -> :ok
    end
  end

  # Waits until it has nothing left to do; false when it has ended.
  defp settled(supervisor) do
    ref = make_ref()
    send(supervisor, {:"$gen_call", {self(), ref}, :quiet?})

    receive do
      {^ref, true} ->
        true

      {^ref, false} ->
        settled(supervisor)

      {:EXIT, ^supervisor, reason} ->
        log("ended #{reason}")
        false
    end
  end

  def sink do
    receive do
      _answer -> sink()
    end
  end

  def main do
    :logger.set_primary_config(:level, :none)
    Process.flag(:trap_exit, true)
    Oracle.Otp.load(:supervisor, :oracle_supervisor)
    :ets.new(@table, [:named_table, :public])
    IO.puts("OTP #{System.otp_release()}")
    loop(spawn(&sink/0))
  end

  defp loop(sink) do
    case IO.read(:stdio, :line) do
      :eof ->
        :ok

      line ->
        {:ok, tokens, _} = line |> String.to_charlist() |> :erl_scan.string()
        {:ok, schedule} = :erl_parse.parse_term(tokens)
        {lines, stale} = run(schedule, sink)
        IO.puts("#{stale}|" <> Enum.join(lines, "|"))
        loop(sink)
    end
  end
end

Oracle.main()
